from __future__ import annotations

import gzip
import zlib

import pytest

from newsextract.errors import FetchError
from newsextract.fetch import codings

from .conftest import PAGE

DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (PAGE, ""),
        (PAGE, "identity"),
        (gzip.compress(PAGE), "gzip"),
        (gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]), "X-GZIP"),
        (zlib.compress(PAGE), "deflate"),
        (DEFLATE.compress(PAGE) + DEFLATE.flush(), "deflate"),
        (gzip.compress(zlib.compress(PAGE)), "deflate , gzip"),
    ],
)
def test_codings_are_undone(body, coding):
    assert codings.decode(body, coding, 10_000) == PAGE


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_what_is_not_installed_is_not_asked_for_and_named_when_it_comes(server, make_client, monkeypatch, coding):
    monkeypatch.setattr("urllib3.HTTPResponse.CONTENT_DECODERS", ["gzip", "x-gzip", "deflate"])
    server.page("/a", body=b"whatever", headers=[("Content-Encoding", coding)])
    with pytest.raises(FetchError, match=f"'{coding}'") as caught:
        make_client().get(f"{server.url}/a")
    assert not caught.value.retriable
    assert len(server.asked("/a")) == 1
    assert server.asked("/a")[0][2]["accept-encoding"] == "gzip, deflate"


def test_brotli_and_zstd_where_they_are_installed():
    brotli = pytest.importorskip("brotli")
    if "br" in codings.supported():
        assert codings.decode(brotli.compress(PAGE), "br", 10_000) == PAGE
        assert len(codings.decode(brotli.compress(b"\0" * 50_000_000), "br", 1000)) == 1001


@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_unpacks_to_too_much_is_given_up_at_the_limit(times):
    body = b"\0" * 30_000_000
    for _ in range(times):
        body = gzip.compress(body, compresslevel=9)
    assert len(codings.decode(body, ", ".join(["gzip"] * times), 1000)) == 1001


@pytest.mark.parametrize(
    ("body", "coding"), [(PAGE, "gzip"), (PAGE, "deflate"), (b"", "rot13"), (PAGE, ",".join(["gzip"] * 9))]
)
def test_what_cannot_be_undone_is_named(body, coding):
    with pytest.raises(ValueError, match=coding.split(",")[0]):
        codings.decode(body, coding, 10_000)
