import sys

import pytest

from newsextract.errors import FetchError


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_a_coding_that_is_not_installed_is_not_accepted_and_is_named_if_sent(server, make_client, monkeypatch, coding):
    for package in ("brotli", "compression", "backports"):
        monkeypatch.setitem(sys.modules, package, None)
    server.page("/a", body=b"whatever", headers=[("Content-Encoding", coding)])
    with pytest.raises(FetchError, match=f"'{coding}'") as caught:
        make_client().get(f"{server.url}/a")
    assert not caught.value.retriable
    assert len(server.asked("/a")) == 1
    assert server.asked("/a")[0][2]["accept-encoding"] == "gzip, deflate"
