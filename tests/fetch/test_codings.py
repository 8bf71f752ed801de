from __future__ import annotations

import gzip
import tracemalloc
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


@pytest.mark.parametrize(("coding", "package"), [("br", "brotli"), ("zstd", "backports.zstd")])
def test_brotli_and_zstd_where_they_are_installed(coding, package):
    compress = pytest.importorskip(package).compress
    if coding not in codings.supported():  # a Brotli whose unpacking has no limit
        with pytest.raises(ValueError, match="'br', which cannot be decoded"):
            codings.decode(compress(PAGE), coding, 10_000)
        return
    assert codings.decode(compress(PAGE), coding, 10_000) == PAGE
    assert len(codings.decode(compress(b"\0" * 50_000_000), coding, 1000)) == 1001
    with pytest.raises(ValueError, match=coding):
        codings.decode(PAGE, coding, 10_000)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_unpacks_to_too_much_is_given_up_at_the_limit_without_unpacking_it(times):
    pack = zlib.compressobj(9, wbits=31)
    body = b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(100)) + pack.flush()
    for _ in range(times - 1):
        body = gzip.compress(body, compresslevel=9)
    tracemalloc.start()
    try:
        assert len(codings.decode(body, ", ".join(["gzip"] * times), 1000)) == 1001
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("body", "coding"), [(PAGE, "gzip"), (PAGE, "deflate"), (b"", "rot13"), (PAGE, ",".join(["gzip"] * 9))]
)
def test_what_cannot_be_undone_is_named(body, coding):
    with pytest.raises(ValueError, match=coding.split(",")[0]):
        codings.decode(body, coding, 10_000)
