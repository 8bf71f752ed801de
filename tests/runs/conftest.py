from __future__ import annotations

import sys

import pytest


@pytest.fixture(scope="package", autouse=True)
def _no_main():
    """Workers import the main module; they start faster when that is not pytest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["__main__"], "__spec__", None)
        patch.delattr(sys.modules["__main__"], "__file__", raising=False)
        yield
