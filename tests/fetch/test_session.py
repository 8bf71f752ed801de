"""What the client takes from the environment, and the secrets it neither sends nor stores."""

import ssl
from pathlib import Path

import pytest

from newsextract.errors import ConfigError, FetchError
from newsextract.fetch import Settings
from newsextract.fetch.journal import JournalClient
from newsextract.fetch.session import Session

from .archives import exchange as answer
from .conftest import PAGE, RecordingStore

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def proxies(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, NOBODY)
        monkeypatch.setenv(name.upper(), NOBODY)
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("NO_PROXY", "")


def test_proxies_of_the_environment_are_not_used(server, make_client, proxies):
    server.page("/a")
    assert make_client().get(f"{server.url}/a").content == PAGE


def test_a_failed_connection_suggests_the_proxy_option(make_client, proxies):
    with pytest.raises(FetchError, match="--proxy"):
        make_client(tries=1).get(f"{NOBODY}/a", robots=False)


def test_a_proxy_that_cannot_be_reached_is_named_and_no_site_is_blamed(make_client):
    with pytest.raises(FetchError, match=r"the proxy failed \([^\"']*refused\); check the proxy, or try again later") as failed:
        make_client(proxy=NOBODY, tries=1).get("http://far.test/a", robots=False)
    assert failed.value.retriable
    with pytest.raises(FetchError, match=r"robots\.txt cannot be read: the proxy failed .*; try again later") as failed:
        make_client(proxy=NOBODY, tries=1).get("http://far.test/a")
    assert (failed.value.reason, failed.value.retriable) == ("fetch", True)


def test_a_configured_proxy_gets_its_password_which_is_stored_nowhere(hostile, make_client, names):
    hostile.says(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    settings = Settings(contact="t@example.org", proxy=f"http://me:hemlig@127.0.0.1:{hostile.port}")
    assert "hemlig" not in repr(settings)
    client = make_client(proxy=settings.proxy, allow_private=False)
    client.store = kept = RecordingStore()
    assert client.get("http://far.test/a").content == b"hello"
    assert names.asked == ["127.0.0.1"]
    assert b"GET http://far.test/a HTTP/1.1\r\n" in hostile.requests[-1]
    assert b"Proxy-Authorization: Basic " in hostile.requests[-1]
    ((_, (exchange,)),) = kept.chains
    assert exchange.ip is None
    assert b"roxy" not in exchange.request


@pytest.mark.parametrize("first", [b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\n"])
def test_a_proxy_that_drips_does_not_outlast_the_deadline(hostile, make_client, first):
    hostile.drips(first, b"0")
    client = make_client(proxy=hostile.url, deadline=0.4, tries=1)
    with pytest.raises(FetchError, match=r"0\.4 s|connection failed"):
        client.get("https://far.test/a", robots=False)
    assert hostile.first().startswith(b"CONNECT far.test:443 ")


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:1", "https://me:hemlig@127.0.0.1:1", "http://[bad", "127.0.0.1", "http://me:hem/lig@p"]
)
def test_an_invalid_proxy_ends_the_run(make_client, proxy):
    with pytest.raises(ConfigError, match="http://host:port") as caught:
        make_client(proxy=proxy).get("http://far.test/a")
    assert "lig" not in str(caught.value)


def test_the_passwords_of_netrc_are_not_sent(server, make_client, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password hemlig\ndefault login me password hemlig\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.page("/a")
    make_client().get(f"{server.url}/a")
    assert all("authorization" not in headers for *_, headers in server.log)


def test_credentials_in_an_address_are_refused_and_written_nowhere(server, make_client, tmp_path):
    server.page("/a")
    url = server.url.replace("http://", "http://me:hemlig@") + "/a"
    client = JournalClient(Settings(contact="t@example.org", allow_private=True), tmp_path / "failures.jsonl")
    with pytest.raises(FetchError, match="user name or password") as caught:
        client.get(url)
    assert "hemlig" not in str(caught.value)
    assert not (tmp_path / "failures.jsonl").exists()
    assert server.log == []


@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_https_never_becomes_http_silently(make_client, monkeypatch, path):
    asked = []

    def get(self, address, headers, limit, *, cut=False):
        asked.append(address.url)
        return (
            answer(address.url, status=302, location="http://127.0.0.1/plain")
            if address.target == path
            else answer(address.url, status=404)
        )

    monkeypatch.setattr(Session, "get", get)
    with pytest.raises(FetchError, match=r"the https page redirects to http://127\.0\.0\.1/plain") as caught:
        make_client().get("https://127.0.0.1/a")
    assert path == "/a" or "robots.txt cannot be read" in str(caught.value)
    assert not any(url.startswith("http:") for url in asked)


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_certificate_authorities_are_taken_from_the_environment(server, make_client, monkeypatch, name):
    for other in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "/nowhere/ca.pem")
    with pytest.raises(ConfigError, match=f"{name} names '/nowhere/ca.pem', which does not exist"):
        make_client().get(f"{server.url}/a")


def test_an_unexpected_exception_is_a_fetch_error_of_its_address(server, make_client, monkeypatch):
    monkeypatch.setattr("newsextract.fetch.session.now", lambda: 1 // 0)
    with pytest.raises(FetchError, match=r"ZeroDivisionError.*please report") as caught:
        make_client().get(f"{server.url}/a")
    assert caught.value.where == f"{server.url}/a"


@pytest.fixture
def secure(server, names, monkeypatch):
    """The local server over TLS, with a self-signed certificate for site.test."""
    pem = Path(__file__).with_name("site.test.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.sni_callback = lambda _socket, name, _context: server.log.append((0.0, f"SNI {name}", {}))
    server.httpd.socket = context.wrap_socket(server.httpd.socket, server_side=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    names.answers["site.test"] = names.answers["other.test"] = [["127.0.0.1"]]
    return server


def test_the_certificate_is_checked_against_the_name_not_the_address(secure, make_client):
    secure.page("/a")
    port = secure.httpd.server_port
    assert make_client(tries=1).get(f"https://site.test:{port}/a").content == PAGE
    assert secure.log[0][1] == "SNI site.test"
    assert secure.log[-1][2]["host"] == f"site.test:{port}"
    with pytest.raises(FetchError, match=r"certificate is not valid.*other\.test"):
        make_client().get(f"https://other.test:{port}/a", robots=False)
    with pytest.raises(FetchError, match=r"certificate is not valid.*IP address"):
        make_client().get(f"https://127.0.0.1:{port}/a", robots=False)
