import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsextract.errors import FetchError
from newsextract.fetch.addresses import join, parse
from newsextract.printable import redacted


@pytest.mark.parametrize(
    "url",
    [
        "https://[bad",
        "http://[::1",
        "http://[::1]x/",
        "http://[fe80::1%25eth0]/",
        "http://[1.2.3.4]/",
        "http://[v1.x]/",
        "http://",
        "http:///path",
        "http:example.org",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:99999999999/",
        "http://example.org:-1/",
        "http://example.org:8x/",
        "http://example.org:๘๐/",
        "http://example.org:80:80/",
        "http://exa mple.org/",
        "http://exa\tmple.org/",
        "http://example..org/",
        "http://.example.org/",
        "http://*.example.org/",
        "http://exam\u200bple.org/",
        "http://example.org\uff0f.evil.example/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 130 + "org/",
        "http://" + "ข" * 300 + "/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://0x1ffffffff/",
        "http://09.1.1.1/",
        "http://example.org/\x00",
        "http://example.org/a\nb",
        "http://example.org/\udcff",
        "http://\udcff.org/",
    ],
)
def test_an_invalid_address_raises_a_fetch_error_that_names_it(url):
    with pytest.raises(FetchError) as caught:
        parse(url)
    assert not caught.value.retriable
    assert caught.value.where == redacted(url)
    str(caught.value).encode()


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "//example.org/", "", "a"])
def test_only_http_and_https_are_accepted(url):
    with pytest.raises(FetchError, match="only http and https"):
        parse(url)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("HTTPS://WWW.Example.ORG.:443/A?b=C#d", "https://www.example.org/A?b=C"),
        ("http://example.org:08080", "http://example.org:8080/"),
        ("http://example.org?a@b", "http://example.org/?a@b"),
        ("http://ไทย.example/ข่าว 1", "http://xn--o3cw4h.example/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7%201"),
        ("http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]/"),
        ("http://[::ffff:1.2.3.4]/", "http://1.2.3.4/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://a_b.example.org/", "http://a_b.example.org/"),
    ],
)
def test_addresses_are_normalised(url, sent):
    assert parse(url).sent == sent
    assert parse(sent).sent == sent


@settings(max_examples=50)
@given(st.text(alphabet=st.sampled_from("htps:/[]@.%#?\\ 0a1xข\udcff\t\u3002-_&=;"), max_size=30), st.text(max_size=10))
def test_any_text_is_an_address_or_a_fetch_error(tail, other):
    for url in (f"http://{tail}", f"https://a{tail}", tail, other):
        with contextlib.suppress(FetchError):
            assert parse(parse(url).sent).sent == parse(url).sent


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=30))
def test_any_location_is_an_address_or_a_fetch_error(location):
    with contextlib.suppress(FetchError):
        parse(join("https://example.org/a/b", location))


def test_a_location_in_raw_utf_8_is_decoded_and_other_bytes_are_escaped():
    as_read = "/ข่าว".encode().decode("latin-1")
    assert join("http://example.org/a", as_read) == "http://example.org/ข่าว"
    as_read = "/ข่าว".encode("tis-620").decode("latin-1")
    assert join("http://example.org/a", as_read) == "http://example.org/%A2%E8%D2%C7"


@pytest.mark.parametrize(
    "location",
    [
        "https://[bad",
        "http://a:99999/",
        "javascript:1",
        "ftp://a/",
        "http://u:secret@b/",
        "/\x01",
        "//u:secret@b/",
        "//u:secret@[bad/",
        "http:\\\\u:secret@b/",
        "\\\\u:secret@b/",
        "/\\u:secret@b/",
    ],
)
def test_an_invalid_location_names_the_page_that_redirects_to_it(location):
    with pytest.raises(FetchError, match="redirects to") as caught:
        join("http://example.org/a", location)
    assert caught.value.where == "http://example.org/a"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://me:hemlig@example.org/a",
        "https://hemlig@example.org/a",
        "https://me:hem/lig@example.org/a",
        "https://me:hemlig@[bad/a",
        "https://me:hemlig@example.org:99999/a",
        "https://me:he@mlig:hemlig@example.org/",
        "https://web.archive.org/web/2020id_/http://me:hemlig@example.org/a",
        "ftp://me:hemlig@example.org/a",
    ],
)
def test_credentials_are_refused_and_kept_out_of_the_message(url):
    with pytest.raises(FetchError, match="user name or password") as caught:
        parse(url)
    assert "lig" not in str(caught.value)


def test_a_too_long_address_is_refused_with_a_short_message():
    with pytest.raises(FetchError, match="more than 65,536 characters") as caught:
        parse("http://a.example" + "/" * 100_000)
    assert len(str(caught.value)) < 400


def test_a_backslash_in_a_location_is_read_as_a_slash_as_in_browsers():
    assert join("http://a.example/b/c", "d\\e?f\\g#h\\i") == "http://a.example/b/d/e?f\\g#h\\i"


def test_addresses_are_redacted_in_linear_time():
    began = time.process_time()
    for piece in ("://", "://a:b", "http://a:", "@", "://a@"):
        redacted(piece * (400_000 // len(piece)))
    assert time.process_time() - began < 5
