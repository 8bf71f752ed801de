import pytest

from newsextract.errors import FetchError, NotAllowedError
from newsextract.fetch import addresses
from newsextract.fetch.addresses import is_public, parse, resolve

from .conftest import PAGE

PRIVATE = [
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::10.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b:1:ffff::1",
    "100::1",
    "2001::1",
    "2001:0:53aa:64c:0:fbff:80ff:fffe",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
]
SPELLINGS = [
    "2130706433", "0x7f000001", "017700000001", "0x7f.0.0.1", "0177.0.0.01", "127.1", "127.0.1", "0", "0x0", "10.1",
    "0xa9fea9fe", "127.0.0.1.", "%31%32%37.0.0.1", "[::FFFF:7F00:1]", "[0:0:0:0:0:0:0:1]", "[::ffff:0x7f000001]", "１２７.0.0.1",
    "127。0。0。1",
]  # fmt: skip


@pytest.mark.parametrize("ip", PRIVATE)
def test_a_private_address_is_refused(ip):
    assert not is_public(ip)
    with pytest.raises(NotAllowedError, match="private address"):
        resolve(parse(f"http://[{ip}]/" if ":" in ip else f"http://{ip}/"))


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_other_spelling_of_a_private_address_passes(host):
    with pytest.raises(FetchError, match=r"private address|not valid|no valid"):
        resolve(parse(f"http://{host}/"))


@pytest.mark.parametrize(
    "ip",
    ["1.1.1.1", "100.63.255.255", "172.32.0.1", "192.88.98.1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1", "2a00::1"],
)
def test_a_public_address_is_accepted(ip):
    assert is_public(ip)


def test_a_name_with_one_private_address_among_public_ones_is_refused(names):
    names.answers["site.test"] = [["1.1.1.1", "10.0.0.1"]]
    with pytest.raises(NotAllowedError, match=r"site\.test is the private address 10\.0\.0\.1"):
        resolve(parse("http://site.test/"))


def test_a_name_that_does_not_resolve_is_retriable():
    with pytest.raises(FetchError, match=r"nowhere\.invalid does not resolve; check the address and your connection") as caught:
        resolve(parse("http://nowhere.invalid/"))
    assert caught.value.retriable


@pytest.fixture
def loopback_is_public(monkeypatch):
    monkeypatch.setattr(addresses, "is_public", lambda ip: ip == "127.0.0.1")


def test_the_checked_address_is_the_one_connected_to(server, make_client, names, loopback_is_public):
    # a second look-up would give another answer; robots.txt, the redirect and the page need only one
    names.answers["rebind.test"] = [["127.0.0.1"], ["127.0.0.2"]]
    server.page("/a", status=302, headers=[("Location", "/b"), ("Connection", "close")])
    server.page("/b")
    host = server.url.replace("127.0.0.1", "rebind.test")
    assert make_client(allow_private=False).get(f"{host}/a").content == PAGE
    assert names.asked == ["rebind.test"]
    assert [path for _, path, _ in server.log] == ["/robots.txt", "/a", "/b"]
    assert {headers["host"] for *_, headers in server.log} == {host.removeprefix("http://")}


def test_the_next_page_is_looked_up_and_checked_again(server, make_client, names, loopback_is_public):
    names.answers["rebind.test"] = [["127.0.0.1"], ["127.0.0.2"]]
    server.page("/a")
    host = server.url.replace("127.0.0.1", "rebind.test")
    client = make_client(allow_private=False)
    client.get(f"{host}/a")
    asked = len(server.log)
    with pytest.raises(NotAllowedError, match="private address"):
        client.get(f"{host}/a?2")
    assert len(server.log) == asked


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/", "http://inside.test/", "http://2852039166/"])
def test_a_redirect_into_a_private_network_is_not_followed(server, make_client, names, loopback_is_public, target):
    names.answers["inside.test"] = [["10.0.0.1"]]
    server.page("/a", status=302, headers=[("Location", target)])
    with pytest.raises(NotAllowedError, match="private address") as caught:
        make_client(allow_private=False).get(f"{server.url}/a")
    assert not caught.value.retriable


def test_a_redirect_of_robots_txt_into_a_private_network_is_not_followed(server, make_client, names, loopback_is_public):
    server.page("/robots.txt", status=302, headers=[("Location", "http://10.0.0.1/robots.txt")])
    server.page("/a")
    with pytest.raises(FetchError, match=r"robots\.txt cannot be read: .*10\.0\.0\.1"):
        make_client(allow_private=False).get(f"{server.url}/a")
    assert server.asked("/a") == []


def test_the_next_address_is_tried_when_one_does_not_answer(server, make_client, names):
    names.answers["two.test"] = [["127.0.0.3", "127.0.0.1"]]
    server.page("/a")
    assert make_client().get(server.url.replace("127.0.0.1", "two.test") + "/a").content == PAGE
    assert names.asked == ["two.test"]
