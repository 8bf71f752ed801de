"""robots.txt of each host, parsed by RFC 9309, and as leniently as Google's parser where the RFC is silent."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import nan

from newsextract.errors import FetchError
from newsextract.fetch.addresses import Address
from newsextract.fetch.addresses import parse as parse_address

#: our product token in robots.txt
PRODUCT = "newsextract"
#: RFC 9309, 2.5: a crawler parses at least 500 kibibytes
ROBOTS_BYTES = 512_000
#: RFC 9309, 2.4: a cached robots.txt is used for at most 24 hours
KEPT_SECONDS = 86_400.0
#: seconds after which an unreachable one is asked for again: a short failure must not cost a host's pages of a whole night
UNREACHABLE_SECONDS = 600.0
#: the rest of a longer line is ignored, as by Google's parser: eight times the longest URL of a browser
_LINE_BYTES = 2083 * 8 - 1

_FIELD = re.compile(
    rb"""
    (?P<agent> user[- ]?agent )
    | (?P<allow> allow )
    | (?P<disallow> diss?all?ow | diasllow | disallaw )  # the misspellings that Google's parser reads
    | (?P<delay> crawl[- ]delay )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BOM = re.compile(rb"\A\xef(?:\xbb\xbf?)?")  # or only its first bytes
_TOKEN = re.compile(rb"[A-Za-z_-]*")
_EVERYONE = re.compile(rb"\*(?:\s|\Z)")
_AUTHORITY = re.compile(r"(?:[^/?;]*://|//)?[^/?;]*")
_ODD_OCTET = re.compile(rb"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~/?:@!&'()+,;=\[\]*$-]")
#: octets that are equivalent with and without percent-encoding; "/" and "?" only in a query
_SAME = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@!&'()+,;=[]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One allow or disallow line; the longest pattern that matches decides."""

    allow: bool
    pattern: str  # with normalised percent-encoding, ``*`` for any octets, and ``$`` for the end

    def matches(self, path: str) -> bool:
        """Whether the pattern matches a path from its beginning, in time linear in both."""
        anchored = self.pattern.endswith("$")
        first, *rest = self.pattern.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        at = len(first)
        if anchored and not rest:
            return at == len(path)
        last = rest.pop() if anchored else ""
        for piece in rest:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return len(path) - len(last) >= at and path.endswith(last)


@dataclass(slots=True)
class Rules:
    """The rules of a host for one crawler."""

    rules: list[Rule] = field(default_factory=list)
    delay: float = 0.0  # Crawl-delay in seconds; NaN if it is not a number
    unreachable: str | None = None  # why robots.txt is unreachable, if it is; then nothing is allowed (RFC 9309, 2.3.1.4)

    def allows(self, url: str) -> bool:
        """Whether a URL may be fetched: the longest matching rule decides; in a tie, allow wins."""
        if self.unreachable:
            return False
        path = _path(url)
        found = max(((len(rule.pattern), rule.allow) for rule in self.rules if rule.matches(path)), default=(0, True))
        return found[1] or path == "/robots.txt"


def parse(body: bytes, agent: str = PRODUCT) -> Rules:
    r"""Parse the rules of all groups that name a crawler by its product token or, if none does, of all groups for ``*``.

    Examples
    --------
    >>> rules = parse(b"User-agent: *\nDisallow: /news\nAllow: /news/2020")
    >>> rules.allows("https://a.example/news/2021"), rules.allows("https://a.example/news/2020/1")
    (False, True)
    """
    named, everyone = Rules(), Rules()
    is_named = in_named = in_everyone = closed = False
    for kind, value in _fields(body):
        if kind == "agent":
            # only a rule ends the user-agent lines of a group (RFC 9309, 2.2.4: no other record may)
            in_named, in_everyone, closed = in_named and not closed, in_everyone and not closed, False
            in_everyone |= bool(_EVERYONE.match(value))
            in_named |= (_TOKEN.match(value) or [b""])[0].decode().lower() == agent.lower()
            is_named |= in_named
            continue
        closed |= kind != "delay"
        if not (in_named or in_everyone):
            continue
        group = named if in_named else everyone
        if kind == "delay":
            group.delay = _seconds(value)
        elif value:
            group.rules += _rules(value, allow=kind == "allow")
    return named if is_named else everyone


def _fields(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the field and the value of each recognised line."""
    whole = len(body) < ROBOTS_BYTES
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "replace").encode()
    lines = _BOM.sub(b"", body, count=1).splitlines()
    for raw in lines if whole else lines[:-1]:  # a truncated rule would be another rule
        line = raw[:_LINE_BYTES].partition(b"#")[0].strip()
        key, colon, value = line.partition(b":")
        if not colon:
            key, *rest = line.split() or [b""]
            if len(rest) != 1:
                continue
            value = rest[0]
        found = _FIELD.match(key.strip())
        if found and found.lastgroup:
            yield found.lastgroup, value.strip()


def _seconds(value: bytes) -> float:
    try:
        return float(value)
    except ValueError:
        return nan


def _rules(value: bytes, *, allow: bool) -> Iterator[Rule]:
    body, anchor = (value[:-1], "$") if value.endswith(b"$") else (value, "")
    pattern = _normal(body).replace("$", "%24") + anchor
    yield Rule(allow, pattern)
    folder, slash, page = pattern.rpartition("/")
    if allow and slash and page.startswith("index.htm"):
        yield Rule(True, f"{folder}/$")  # as in Google's parser, allowing the index page allows the folder


def _path(url: str) -> str:
    """Return the normalised path and query of a URL."""
    plain = url.partition("#")[0]
    found = _AUTHORITY.match(plain)
    rest = plain[found.end() :] if found else plain
    path, mark, query = _normal(rest.encode("utf-8", "surrogatepass")).partition("?")
    # literal in a URL, but special in a pattern
    return (_without_dots(path) + mark + query).replace("*", "%2A").replace("$", "%24")


def _normal(octets: bytes) -> str:
    """Normalise percent-encoding (RFC 9309, 2.2.2)."""

    def one(found: re.Match[bytes]) -> bytes:
        piece = found[0]
        octet = int(piece[1:], 16) if len(piece) == 3 else piece[0]
        return bytes((octet,)) if octet in _SAME else b"%%%02X" % octet

    path, mark, query = _ODD_OCTET.sub(one, octets).decode("ascii").partition("?")
    return path + mark + query.replace("%2F", "/").replace("%3F", "?")


def _without_dots(path: str) -> str:
    """Remove dot segments: ``/open/../closed`` is ``/closed``."""
    kept: list[str] = []
    segments = path.removeprefix("/").split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


@dataclass(slots=True)
class Robots:
    """Fetches, parses and caches the rules of each host."""

    get: Callable[[str], tuple[int, bytes]]  # fetches a URL without checking robots.txt; returns status and body
    clock: Callable[[], float] = time.monotonic
    _rules: dict[str, tuple[float, Rules]] = field(default_factory=dict)

    def rules(self, url: str) -> Rules:
        """Return the rules for a URL's origin, fetched on first use and again after a day, or after ten minutes if it could not be read."""
        address = parse_address(url)
        origin = f"{address.scheme}://{address.netloc}"
        kept = self._rules.get(origin)
        if kept is None or self.clock() - kept[0] > (UNREACHABLE_SECONDS if kept[1].unreachable else KEPT_SECONDS):
            kept = self._rules[origin] = (self.clock(), self._read(f"{origin}/robots.txt"))
        return kept[1]

    def _read(self, url: str) -> Rules:
        try:
            status, body = self.get(url)
        except FetchError as error:
            return Rules(unreachable=f"the site's robots.txt cannot be read: {error.what}")
        if status >= 500 or status == 429:
            return Rules(unreachable=f"the site's robots.txt answers {status}")
        return parse(body) if status < 300 else Rules()


def in_internet_archive(host: str) -> bool:
    """Whether a host belongs to the Internet Archive.

    Examples
    --------
    >>> in_internet_archive("web.archive.org"), in_internet_archive("notarchive.org")
    (True, False)
    """
    return host == "archive.org" or host.endswith(".archive.org")


def check_within(archive: str, target: Address) -> None:
    """Refuse a redirect out of a web archive: only the archive's own hosts are fetched without their robots.txt."""
    ours = parse_address(archive).netloc
    if ours != target.netloc and not (in_internet_archive(ours) and in_internet_archive(target.netloc)):
        what = f"the archive redirects to {target.netloc}, which is not part of it"
        raise FetchError(what, where=archive, fix="give the live page's own address: then its robots.txt is asked first")
