import builtins
import gzip
import sys
import zlib

import pytest

from newsextract.errors import InputError, ModelMissingError
from newsextract.warc.bodies import decode, parse

PAGE = "<html><p>ปิดถนน</p></html>".encode() * 50


def message(body, *headers):
    return parse("\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body)


def chunked(body, size=70, end=b"0\r\n\r\n"):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;x=y\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + end


def raw_deflate(body):
    pack = zlib.compressobj(wbits=-15)
    return pack.compress(body) + pack.flush()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE), ["Content-Encoding: gzip"]),
        (gzip.compress(PAGE), ["content-encoding: X-GZip"]),
        (gzip.compress(PAGE[:90]) + gzip.compress(PAGE[90:]) + b"trailing", ["Content-Encoding: gzip"]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (raw_deflate(PAGE), ["Content-Encoding: deflate"]),
        (gzip.compress(zlib.compress(PAGE)), ["Content-Encoding: deflate, gzip"]),
        (gzip.compress(zlib.compress(PAGE)), ["Content-Encoding: deflate", "Content-Encoding: gzip"]),
        (chunked(PAGE), ["Transfer-Encoding: Chunked"]),
        (chunked(PAGE, end=b""), ["Transfer-Encoding: chunked"]),
        (chunked(PAGE, end=b"0\r\nTrailer: x\r\n\r\n"), ["Transfer-Encoding: chunked"]),
        (chunked(PAGE).replace(b"\r\n", b"\n"), ["Transfer-Encoding: chunked"]),
        (chunked(gzip.compress(PAGE)), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (chunked(gzip.compress(PAGE)), ["Transfer-Encoding: gzip, chunked"]),
        # from crawlers that decode the body and keep the header
        (PAGE, ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (PAGE, ["Content-Encoding: deflate"]),
        (PAGE, ["Content-Encoding: identity"]),
        (PAGE, ["Content-Encoding:"]),
    ],
)
def test_bodies_are_decoded_as_crawlers_store_them(body, headers):
    assert decode(message(body, *headers), 10_000) == PAGE


@pytest.mark.parametrize(
    ("body", "header", "reason"),
    [
        (b"\x1f\x8b\x08 damaged", "Content-Encoding: gzip", "damaged"),
        (gzip.compress(PAGE)[:-6] + bytes(6), "Content-Encoding: gzip", "damaged"),
        (chunked(PAGE)[:75] + b"xx" + chunked(PAGE)[75:], "Transfer-Encoding: chunked", "chunked body"),
        (PAGE, "Content-Encoding: rot13", "rot13"),
        (PAGE, "Content-Encoding: " + "gzip," * 9, "9 content encodings"),
    ],
)
def test_a_body_that_cannot_be_decoded_is_refused_with_the_reason(body, header, reason):
    with pytest.raises(InputError, match=reason):
        decode(message(body, header), 10_000)


@pytest.mark.parametrize(
    "block", [b"", b"<html>", b"HTTP/1.1 200 OK\r\nno end: 1", b"HTTP/1.1 abc\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"]
)
def test_a_block_that_is_not_a_response_is_refused(block):
    with pytest.raises(InputError, match="no HTTP response"):
        parse(block)


def test_a_response_with_too_many_header_lines_is_refused():
    with pytest.raises(InputError, match="header lines"):
        parse(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 5000 + b"\r\n<html>")


def test_many_small_gzip_members_are_decoded_in_linear_time():
    body = gzip.compress(b"<p>") * 20_000
    assert decode(message(body, "Content-Encoding: gzip"), 10**6) == b"<p>" * 20_000


@pytest.mark.parametrize("name", ["br", "zstd"])
def test_a_missing_decoder_is_named_with_the_extra_to_install(name, monkeypatch):
    real = builtins.__import__

    def bare(module, *rest, **more):
        if module.partition(".")[0] in {"brotli", "backports", "compression"}:
            raise ImportError(module)
        return real(module, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", bare)
    for module in [m for m in sys.modules if m.partition(".")[0] in {"brotli", "backports", "compression"}]:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(ModelMissingError, match=r'pip install "newsextract\[warc\]"'):
        decode(message(b"\x28\xb5\x2f\xfd packed", f"Content-Encoding: {name}"), 10_000)
