import gzip
import random
import tracemalloc
import zlib

import pytest

from newsextract.errors import InputError, ModelMissingError
from newsextract.warc.bodies import names_of, supported, undo

PAGE = "<html><body><h1>ประกาศ</h1><p>วันที่ 4 มีนาคม 2567 ประกาศปิดถนน</p></body></html>".encode()


def decode(body, header, limit):
    return undo(names_of(header), body, limit)


@pytest.mark.parametrize(("coding", "package"), [("br", "brotli"), ("zstd", "backports.zstd")])
def test_brotli_and_zstd_are_decoded_where_installed(coding, package):
    compress = pytest.importorskip(package).compress
    if coding not in supported():  # a Brotli release that cannot limit its output
        with pytest.raises(ModelMissingError, match="'br'"):
            decode(compress(PAGE), coding, 10_000)
        return
    assert decode(compress(PAGE), coding, 10_000) == PAGE
    assert coding == "br" or decode(compress(PAGE[:50]) + compress(PAGE[50:]), coding, 10_000) == PAGE
    assert len(decode(compress(b"\0" * 50_000_000), coding, 1000)) == 1001
    with pytest.raises(InputError, match=coding):
        decode(PAGE, coding, 10_000)


@pytest.mark.parametrize(("coding", "bits"), [("gzip", 31), ("deflate", 15), ("deflate", -15), ("gzip, gzip", 31)])
def test_a_decompression_bomb_stops_at_the_limit_in_little_memory(coding, bits):
    pack = zlib.compressobj(9, wbits=bits)
    body = b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(100)) + pack.flush()
    if "," in coding:
        body = gzip.compress(body, compresslevel=9)
    tracemalloc.start()
    try:
        assert len(decode(body, coding, 1000)) == 1001
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("body", "coding"), [(PAGE, "gzip"), (PAGE, "deflate"), (b"", "rot13"), (PAGE, ",".join(["gzip"] * 9))]
)
def test_a_coding_that_cannot_be_decoded_is_named(body, coding):
    with pytest.raises(InputError, match=coding.split(",")[0]):
        decode(body, coding, 10_000)


def test_a_twice_packed_body_of_exactly_the_limit_is_decoded_whole():
    page = random.Random(1).randbytes(20_000)
    assert decode(gzip.compress(gzip.compress(page)), "gzip, gzip", 20_000) == page
