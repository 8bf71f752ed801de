"""Site profiles: one TOML file per site, in ``newsextract/data/profiles`` or supplied by the user."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from newsextract.errors import ConfigError, os_errors_as, problem_of
from newsextract.records import Strict

Role = Literal["keep", "container", "date", "headline", "body", "section", "drop"]


class Profile(Strict):
    """Where a site's pages keep their title, date, section and body."""

    site: str  # short name of the site, the first part of its article ids
    version: int  # increased whenever a change to the file changes what is extracted
    publisher: str | None = None
    hosts: tuple[str, ...] = ()  # with their subdomains; empty for a content management system that many sites use
    id_pattern: re.Pattern[str] | None = None  # matches the site's own article number (group ``id``) in a URL
    title_prefixes: tuple[str, ...] = ()
    title_suffixes: tuple[str, ...] = ()
    #: lists of strings that identify a page of an unknown host: it contains all strings of one list
    marks: tuple[tuple[str, ...], ...] = ()
    empty_dates: tuple[str, ...] = ()  # ISO dates that the site prints on its "no such article" page
    #: whether the printed headline is preferred to the page's title, which some systems fill with the site's name
    headline_first: bool = False
    #: first and last day (ISO 8601) on which the site used this template; other captures are read without the profile
    since: str = ""
    until: str = "9999-12-31"
    #: CSS selectors by role, in order of preference; ``keep`` lists the only elements to parse: ``tag.class``, ``tag#id`` or ``tag``
    select: dict[Role, tuple[str, ...]] = Field(default_factory=dict)

    def covers_host(self, host: str) -> bool:
        """Whether ``host`` or a parent domain of it is one of the profile's hosts."""
        return any(host == own or host.endswith("." + own) for own in self.hosts)

    def own_id(self, url: str | None) -> str | None:
        """The site's own article number in a URL, if any."""
        match = self.id_pattern.search(url) if self.id_pattern and url else None
        return match["id"] if match else None


def read_profile(text: str, name: str) -> Profile:
    r"""Parse a profile from the TOML text of its file.

    Parameters
    ----------
    name
        Name of the file, for error messages.

    Raises
    ------
    ConfigError
        When the text is not TOML, a key is unknown or missing, or a value is not valid.

    Examples
    --------
    >>> read_profile('version = 1\nsite = "example"\nhosts = ["example.go.th"]', "example.toml").covers_host("www.example.go.th")
    True
    """
    try:
        return Profile.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        what = problem_of(error) if isinstance(error, ValidationError) else error
        raise ConfigError(f"not a site profile ({what})", where=name, fix="see docs/how-to-add-a-site.md") from error


def host_of(url: str | None) -> str:
    """The host name of a URL in lower case, empty when there is none.

    Examples
    --------
    >>> host_of("https://www.Thaigov.go.th/news/contents/details/1")
    'www.thaigov.go.th'
    """
    try:
        return (urlsplit(url).hostname or "").lower() if url else ""
    except ValueError:
        return ""


def strip_title(title: str, profiles: tuple[Profile, ...]) -> str:
    """A page title without the site's prefix and suffix.

    Examples
    --------
    >>> strip_title("รัฐบาลไทย-ข่าวทำเนียบรัฐบาล- ประชุม ครม.", shipped())
    'ประชุม ครม.'
    """
    title = title.strip()
    for profile in profiles:
        prefix = next((p for p in profile.title_prefixes if title.startswith(p)), "")
        suffix = next((s for s in profile.title_suffixes if title.endswith(s)), "")
        if prefix or suffix:
            return title[len(prefix) : len(title) - len(suffix)].strip()
    return title


class Profiles(tuple[Profile, ...]):
    """Profiles in order of precedence: the user's own, then the shipped ones, of which those with hosts come first.

    Examples
    --------
    >>> shipped().by_host("https://www.thaigov.go.th/news/contents/details/7").site
    'thaigov'
    """

    __slots__ = ()

    def by_host(self, url: str | None, captured: str | None = None) -> Profile | None:
        """The profile for a URL's host on the day of capture; of several, the first whose ``id_pattern`` matches, if any."""
        host, day = host_of(url), (captured or "")[:10]
        found = [p for p in self if p.covers_host(host)] if host else []
        found = [p for p in found if not day or p.since <= day <= p.until]
        return next((p for p in found if p.own_id(url)), next(iter(found), None))

    def by_marks(self, html: str) -> list[Profile]:
        """The profiles whose marks a page contains, to try when its host is unknown."""
        return [p for p in self if any(all(mark in html for mark in group) for group in p.marks)]

    def by_prefix(self, *titles: str) -> Profile | None:
        """The first profile with a title prefix that one of the titles has."""
        return next((p for title in titles for p in self if title.startswith(p.title_prefixes or ("\0",))), None)


@cache
def shipped() -> Profiles:
    """All shipped profiles, those with hosts first, then by file name."""
    folder = files("newsextract.data").joinpath("profiles")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    read = [read_profile(folder.joinpath(name).read_text(encoding="utf-8"), name) for name in names]
    return Profiles(sorted(read, key=lambda p: not p.hosts))


@lru_cache(maxsize=8)
def with_own(paths: tuple[str, ...]) -> Profiles:
    """The profiles in a user's files, then the shipped ones.

    Raises
    ------
    ConfigError
        When a file cannot be read, or is not a profile.
    """
    own = []
    for path in paths:
        with os_errors_as(ConfigError, "the profile cannot be read", where=path, fix="give the path of a TOML file"):
            own.append(read_profile(Path(path).read_text(encoding="utf-8-sig"), path))
    return Profiles((*own, *shipped()))
