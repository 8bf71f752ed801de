"""Libraries that only some parts need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from newsextract.errors import ModelMissingError


def need(name: str, package: str | None = None) -> Any:
    """Import an optional library; ``package`` is what to install if that has another name.

    Examples
    --------
    >>> need("no_such_library")
    Traceback (most recent call last):
    ...
    newsextract.errors.ModelMissingError: no_such_library is not installed; pip install no_such_library
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise ModelMissingError(f"{name} is not installed", fix=f"pip install {package or name.partition('.')[0]}") from error
