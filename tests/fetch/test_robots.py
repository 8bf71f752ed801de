"""robots.txt as RFC 9309 and Google's parser read it; each case is a file, a crawler, and the paths it may and may not fetch."""

import time

import pytest

from growth import too_slow
from newsextract.errors import FetchError
from newsextract.fetch.robots import KEPT_SECONDS, ROBOTS_BYTES, UNREACHABLE_SECONDS, Robots, parse

SITE = "https://news.example"
LONG = "/n/" + "k" * (2083 * 8 - 1 - len("disallow: /n/") - 1)  # one octet short of the longest line


def allowed(robots, url, agent="Crawler"):
    return parse(robots if isinstance(robots, bytes) else robots.encode(), agent).allows(url)


def case(text, yes=(), no=(), agent="Crawler"):
    """Name the case by the file's text, so that a failure shows it."""
    return pytest.param(text, agent, yes, no, id=ascii(text[:60]) + f"-{agent}")


GROUPS = "allow: /early/\nuser-agent: One\ndisallow: /\nallow: /a/\nuser-agent: Two\ndisallow: /\nallow: /b/\n\nallow: /c/\nuser-agent: Three\n\nuser-agent: One\nallow: /d/\ndisallow: /\n"
MERGED = "user-agent: One\nSEPARATOR\nuser-agent: *\ndisallow: /shut\n"
PHP = ["/a.php", "/f/a.php"]
CASES = [
    # which group applies
    case("", ["/", "/a"]),
    case("user-agent: Crawler\ndisallow: /", [], ["", "/", "/a"]),
    case("user-agent: Crawler\ndisallow: /", ["/a"], [], ""),
    case("user-agent: Crawler\ndisallow: /", ["/a"], [], "Craw"),
    case("user-agent: Craw\ndisallow: /", ["/a"]),
    case("USER-AGENT: CRAWLER\nALLOW: /a/\nDISALLOW: /", ["/a/b"], ["/b"]),
    case("uSeR-aGeNt: crawLER\naLLow: /a/\ndisALLOW: /", ["/a/b"], ["/b"]),
    case("user-agent: Crawler Images\nallow: /a/\ndisallow: /", ["/a/b"], ["/b"]),
    case("user-agent: *\ndisallow: /\nuser-agent: Crawler Images\nallow: /a/", [], ["/a/b"], "Crawler Images"),
    case("user-agent: Crawler/0.1.0 (+https://c.example)\ndisallow: /", [], ["/a"]),
    case("user-agent: newsextract/9\ndisallow: /", [], ["/a"], "newsextract"),
    case("user-agent: newsextract-images\ndisallow: /", ["/a"], [], "newsextract"),
    case("user-agent: *\ndisallow: /shut\nuser-agent: Crawler\ndisallow: /own", ["/shut"], ["/own"]),
    case("user-agent: Crawler\nuser-agent: *\ndisallow: /shut", [], ["/shut"]),
    case("user-agent: Crawler\n\nuser-agent: Other\ndisallow: /shut", [], ["/shut"]),
    case("user-agent: Crawler\ndisallow:\nuser-agent: *\ndisallow: /", ["/a"]),
    case("user-agent: * everyone else\ndisallow: /", [], ["/a"]),
    case("user-agent: *bot\ndisallow: /", ["/a"]),
    case("user-agent: Other\nallow: /\nuser-agent: Third\ndisallow: /", ["/a"]),
    case(GROUPS, ["/a/", "/d/"], ["/b/", "/c/", "/early/"], "One"),
    case(GROUPS, ["/b/", "/c/"], ["/a/", "/d/", "/early/"], "Two"),
    case(GROUPS, ["/d/"], ["/a/", "/early/"], "Three"),
    *(
        case(MERGED.replace("SEPARATOR", line), ["/a"], ["/shut"], agent)
        for line in ("Sitemap: https://news.example/map", "Crawl-delay: 9", "Host: news.example", "%$&! no line", "X: y", "")
        for agent in ("One", "Crawler")
    ),
    # lines
    case("user-agent Crawler\ndisallow /", [], ["/a"]),
    case("user-agent Crawler\ndisallow /a /b", ["/a", "/b"]),
    case("crawler: Crawler\nforbidden: /", ["/a"]),
    *(case(f"{key}: Crawler\ndisallow: /", [], ["/a"]) for key in ("useragent", "user agent", "  User-Agent  ")),
    *(
        case(f"user-agent: Crawler\n{key}: /", [], ["/a"])
        for key in ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw", "Disallowed")
    ),
    case("user-agent: Crawler\nno-disallow: /", ["/a"]),
    case("user-agent: Crawler\n# disallow: /\ndisallow: /a/b#c\nallow: /", ["/a", "/b"], ["/a/b", "/a/b/c"]),
    case("user-agent: Crawler # ours\ndisallow: /a # closed", ["/"], ["/a"]),
    *(
        case(end.join(["user-agent: Crawler", "disallow: /a", "", "user-agent: Other", "disallow: /b", ""]), ["/b"], ["/a"])
        for end in ("\n", "\r\n", "\r")
    ),
    case("user-agent: Crawler\r\ndisallow: /a\n\rdisallow: /b", ["/c"], ["/a", "/b"]),
    case("user-agent: Crawler\x0bx\ndisallow: /a\x85/b\u2028/c", ["/c"], ["/a\x85/b\u2028/c"]),
    *(case(bom + b"User-Agent: Crawler\nDisallow: /", [], ["/a"]) for bom in (b"\xef\xbb\xbf", b"\xef\xbb", b"\xef")),
    case(b"\xef\x11\xbfUser-Agent: Crawler\nDisallow: /", ["/a"]),
    case(b"User-Agent: Crawler\n\xef\xbb\xbfDisallow: /", ["/a"]),
    case("User-Agent: Crawler\nDisallow: /".encode("utf-16"), [], ["/a"]),
    case(f"user-agent: Crawler\ndisallow: {LONG}/more", ["/n/", LONG[:-1]], [LONG + "/else"]),
    case(f"user-agent: Crawler\ndisallow: /\nallow: {LONG}kkk/more", [LONG + "kkk/else"], ["/", LONG + "kkk"]),
    # which rule decides
    case("user-agent: Crawler\ndisallow: /a/page.html\nallow: /a/", ["/a/"], ["/a/page.html"]),
    case("user-agent: Crawler\nallow: /a/page.html\ndisallow: /a/", ["/a/page.html", "/"], ["/a/"]),
    case("user-agent: Crawler\ndisallow:\nallow:", ["/a"]),
    case("user-agent: Crawler\ndisallow: /\nallow: /", ["/a"]),
    case("user-agent: Crawler\ndisallow: /a/page\nallow: /a/page", ["/a/page"]),
    case("user-agent: Crawler\ndisallow: /a\nallow: /a/", ["/a/"], ["/a", "/ab"]),
    case("user-agent: Crawler\nallow: /page\ndisallow: /*.html", ["/page"], ["/page.html"]),
    case("user-agent: Crawler\nallow: /a/page.\ndisallow: /*.html", ["/a/page.html"], ["/a/b.html"]),
    case("user-agent: Crawler\nallow: /$\ndisallow: /", ["", "/"], ["/a", "/?a"]),
    case("user-agent: Crawler\ndisallow: /X/", ["/x/"], ["/X/y"]),
    case("user-agent: Crawler\ndisallow: a", ["/a", "/"]),
    # patterns
    case(
        "user-agent: Crawler\ndisallow: /\nallow: /fish", ["/fish", "/fish.html", "/fishy/a?b"], ["/Fish", "/catfish", "/?fish"]
    ),
    case("user-agent: Crawler\ndisallow: /\nallow: /fish*", ["/fish", "/fish/a", "/fish.html?a"], ["/Fish", "/cat/fish"]),
    case("user-agent: Crawler\ndisallow: /\nallow: /fish/", ["/fish/", "/fish/?a", "/fish/a"], ["/fish", "/fish.html"]),
    case(
        "user-agent: Crawler\ndisallow: /\nallow: /*.php",
        [*PHP, "/a.php/b", "//f/a.php.x?y", "/x?y=a.php"],
        ["/a.PHP", "/php/"],
    ),
    case("user-agent: Crawler\ndisallow: /\nallow: /*.php$", PHP, ["/a.php?b", "/a.php/", "/a.php5", "/aphp", "/a.PHP"]),
    case("user-agent: Crawler\ndisallow: /\nallow: /a*.php", ["/a.php", "/ab/c.php?d"], ["/b/a.php", "/A.php"]),
    case("user-agent: Crawler\ndisallow: /a/*/c", ["/a/c", "/a/b/d"], ["/a//c", "/a/b/c", "/a/b/b/cc"]),
    case("user-agent: Crawler\ndisallow: /a/b$\nallow: /a/b/c", ["/a/b/", "/a/b/c", "/a/bb"], ["/a/b"]),
    case("user-agent: Crawler\ndisallow: /*a*a$", ["/a", "/aab"], ["/aa", "/aba"]),
    case("user-agent: Crawler\ndisallow: *", [], ["/", "/a"]),
    case("user-agent: Crawler\ndisallow: /a$b", ["/a", "/ab"], ["/a$b", "/a%24b"]),
    case("user-agent: Crawler\ndisallow: /a%2Ab", ["/axb", "/ab"], ["/a*b", "/a%2ab"]),
    case(
        "user-agent: Crawler\ndisallow: /\nallow: /in/index.html", ["/in/", "/in/index.html"], ["/in/index.htm", "/in/a", "/"]
    ),
    case("user-agent: Crawler\ndisallow: /in/index.html", ["/in/"], ["/in/index.html"]),
    # equal spellings of a path
    case(
        "user-agent: Crawler\ndisallow: /\nallow: /a?b=c&d=http://e.f?g",
        ["/a?b=c&d=http://e.f?g", "/a?b=c&d=http%3A%2F%2Fe.f%3Fg"],
    ),
    case(
        "user-agent: Crawler\ndisallow: /ข่าว",
        ["/"],
        ["/ข่าว/1", "/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7", "/%e0%b8%82%e0%b9%88%e0%b8%b2ว"],
    ),
    case("user-agent: Crawler\ndisallow: /%E0%B8%82/", ["/"], ["/ข/", "/%e0%b8%82/"]),
    case(b"user-agent: Crawler\ndisallow: /\xa2\xe8", ["/"], ["/%A2%E8"]),
    case("user-agent: Crawler\ndisallow: /%62%61%7A", ["/"], ["/baz", "/b%61z"]),
    case("user-agent: Crawler\ndisallow: /a%2Fb", ["/a/b"], ["/a%2fb"]),
    case("user-agent: Crawler\ndisallow: /a%3Fb", ["/a?b"], ["/a%3fb"]),
    case("user-agent: Crawler\ndisallow: /100%", ["/100"], ["/100%25", "/100%"]),
    case("user-agent: Crawler\ndisallow: /a b", ["/a"], ["/a%20b", "/a b"]),
    case(
        "user-agent: Crawler\ndisallow: /shut",
        ["/a#/shut", "/shut/../a"],
        ["/a/../shut", "/./shut", "/a/%2e%2E/shut", "/shut/."],
    ),
    case("user-agent: Crawler\ndisallow: /?a\ndisallow: /;b", ["/a"], ["?a", ";b"]),
    case("user-agent: *\ndisallow: /", ["/robots.txt"]),
]


@pytest.mark.parametrize(("text", "agent", "yes", "no"), CASES)
def test_which_paths_may_be_fetched(text, agent, yes, no):
    found = {path: allowed(text, SITE + path, agent) for path in [*yes, *no]}
    assert found == {path: path in yes for path in found}


@pytest.mark.xfail(
    reason="Google compares octets as written; by RFC 9309, 2.2.2 an escape equals what it stands for", strict=True
)
@pytest.mark.parametrize(("rule", "path"), [("/a/%62%61%7A", "/a/baz"), ("/a/ツ", "/a/ツ"), ("/a/%E3%83%84", "/a/ツ")])
def test_equal_spellings_that_google_takes_for_two_paths(rule, path):
    assert not allowed(f"user-agent: Crawler\ndisallow: /\nallow: {rule}", SITE + path)


@pytest.mark.parametrize("url", ["a.example/x/y", "//a.example/x/y", "HTTP://me@a.example:8080/x/y#z", "/x/y"])
def test_addresses_without_scheme_or_host(url):
    assert not allowed("user-agent: *\ndisallow: /x/y", url)


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        ("user-agent: *\ncrawl-delay: 7", 7.0),
        ("user-agent: *\ncrawl-delay: 7\nuser-agent: newsextract/1\ncrawl delay: 2.5", 2.5),
        ("user-agent: Other\ncrawl-delay: 7\nuser-agent: *\ndisallow: /a", 0.0),
        ("user-agent: *\ndisallow: /a", 0.0),
    ],
)
def test_the_delay_is_that_of_the_crawlers_group(lines, delay):
    assert parse(lines.encode()).delay == delay


def test_a_rule_that_the_size_limit_cuts_off_does_not_count():
    head = b"user-agent: *\ndisallow: /a\nallow: /"
    filler = b"# " + b"x" * (ROBOTS_BYTES - len(head) - 3) + b"\n"
    assert not allowed(filler + head + b"a/open", SITE + "/a/shut")
    assert not allowed((filler + head)[:ROBOTS_BYTES], SITE + "/a/shut")


def test_time_grows_linearly_with_the_file():
    def seconds(times):
        group = b"user-agent: a\nuser-agent: *\ncrawl-delay: 1\ndisallow: /*a*a*a*a*b$\n" * (1000 * times)
        began = time.process_time()
        assert parse(group).allows(SITE + "/" + "a" * 2000)
        return {"robots.txt": time.process_time() - began}

    # eight times the length; quadratic time would take sixty-four times as long
    assert too_slow(lambda: seconds(1), lambda: seconds(8), times=24, least=0.01) == {}


def answers(*found):
    asked, left = [], list(found)

    def get(url):
        asked.append(url)
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, FetchError):
            raise answer
        return answer

    return get, asked


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((200, b"user-agent: *\ndisallow: /"), False),
        ((404, b"user-agent: *\ndisallow: /"), True),
        ((403, b""), True),
        ((302, b"user-agent: *\ndisallow: /"), True),
        ((429, b""), False),
        ((500, b""), False),
        ((999, b""), False),
        (FetchError("the answer took longer than 120 s", retriable=True), False),
    ],
)
def test_what_each_response_means(answer, says):
    get, _ = answers(answer)
    assert Robots(get).rules(SITE + "/a").allows(SITE + "/a") is says


def test_robots_txt_is_fetched_once_per_host_and_again_after_a_day(clock):
    get, asked = answers((200, b"user-agent: *\ndisallow: /"), (200, b""))
    robots = Robots(get, clock)
    for url in ("https://News.Example/a", "HTTPS://news.example.:443/b", SITE):
        assert not robots.rules(url).allows(url)
    assert asked == [SITE + "/robots.txt"]
    robots.rules("http://news.example/")
    clock.now += KEPT_SECONDS + 1
    assert robots.rules(SITE).allows(SITE)
    assert asked[1:] == ["http://news.example/robots.txt", SITE + "/robots.txt"]


def test_a_robots_txt_that_could_not_be_read_is_asked_for_again_after_ten_minutes(clock):
    get, asked = answers((503, b""), (200, b""))
    robots = Robots(get, clock)
    assert not any(robots.rules(SITE).allows(SITE) for _ in range(3))
    assert len(asked) == 1
    clock.now += UNREACHABLE_SECONDS + 1
    assert robots.rules(SITE).allows(SITE)


def test_robots_txt_counts_as_absent_after_five_redirects(server, make_client):
    for number in range(6):
        server.page(f"/r{number}", status=302, headers=[("Location", f"/r{number + 1}")])
    server.page("/r5", body=b"user-agent: *\ndisallow: /shut")
    server.page("/a")
    server.page("/shut/1")
    server.page("/robots.txt", status=301, headers=[("Location", "/r1")])
    assert make_client().get(f"{server.url}/a").status == 200
    with pytest.raises(FetchError, match="disallows"):
        make_client().get(f"{server.url}/shut/1")
    server.page("/robots.txt", status=301, headers=[("Location", "/r0")])
    assert make_client().get(f"{server.url}/shut/1").status == 200
