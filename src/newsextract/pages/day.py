"""The day of publication of a page of an unknown site: beside its headline, below its text, or in an attribute."""

from __future__ import annotations

from datetime import date

from newsextract.pages.blocks import Line, apart
from newsextract.pages.dates import (
    PageDate,
    date_among,
    date_beside_name,
    find_dates,
    has_facts,
    header_date,
    is_label,
    is_likely,
    says_posted,
)
from newsextract.pages.furniture import ends_article
from newsextract.pages.head import machine_date
from newsextract.pages.headline import like_site

#: how many lines above the article's element its date may stand, and below its end
_ABOVE, _BELOW = 12, 6
#: a link of so many characters beside a date names another article, and so many lines of links are a menu
_TEASER, _MENU = 20, 3
#: how many lines from the headline a date stands at most that has a name beside it
_NAMED = 3


def day_beside(lines: list[Line], at: int | None, start: int, first: int) -> PageDate | None:
    """The date nearest the headline, among the lines from a little above it down to the body."""
    middle = at if at is not None else start
    low = max(0, min(start, middle) - _ABOVE)
    nearest = sorted(range(low, max(first, middle + 1)), key=lambda i: (abs(i - middle), i))
    near = [i for i in nearest if i < len(lines) and not lines[i].aside]
    own = (dated for i in near if (dated := _date_of(lines, i)) and _is_own(lines, i, middle, start))
    return next(own, None) or _date_and_name(lines, [i for i in near if i != at], middle)


def _date_and_name(lines: list[Line], near: list[int], headline: int) -> PageDate | None:
    found = (date_beside_name(lines[i].text) for i in near if _is_beside(lines, i, headline))
    return next((dated for dated in found if dated), None)


def _is_beside(lines: list[Line], i: int, headline: int) -> bool:
    """Whether a line next below the headline, or one above it that names a section or ends with brackets, may say the day, too."""
    line = lines[i]
    if (line.heading and i != headline + 1) or line.is_link:
        return False
    return headline < i <= headline + _NAMED or (i == headline - 1 and _may_head(line.text))


def _may_head(text: str) -> bool:
    """Whether a line right above the headline names its section or the poster, or is a dateline (BANGKOK, 6 August 2024)."""
    dates = find_dates(text)
    place = text[: dates[0].start].strip(" ,-–—") if dates else ""
    return text.endswith((")", "]")) or place.isupper() or says_posted(text) or like_site(text)


def _date_of(lines: list[Line], i: int) -> PageDate | None:
    """The date that a line says alone, below its label, or among an article's other facts."""
    line = lines[i]
    found = header_date(_whole_date(lines, i)) or (date_among(line.text) if line.facts or line.moment else None)
    found = found and _of_moment(line, found)
    if found is None or not is_likely(found):
        return None
    # in a table or a list of an event's facts the label is a cell of its own
    label = lines[i - 1].text if i else ""
    return None if is_label(label) and header_date(f"{label} {line.text}") is None else found


def _of_moment(line: Line, found: PageDate) -> PageDate:
    """Of a line that prints two days the one that an attribute says is that of publication."""
    day = machine_date(line.moment) if line.moment else None
    return next((other for other in find_dates(line.text) if day and other.value == day), found)


def _is_own(lines: list[Line], i: int, headline: int, body: int) -> bool:
    """Whether a date is the article's: no menu between it and the headline, and no link to another article beside it."""
    if sum(line.is_link for line in lines[i + 1 : headline]) >= _MENU:
        return False
    part = apart(lines[i].block, lines[headline].block)
    if part is None or (i == headline + 1 and not _has_day(lines[i + 1 : part.end])):
        return True
    # of an element that holds the body, too, only the lines beside the date
    near = range(part.start, part.end) if not part.start <= body < part.end else range(max(part.start, i - 2), i + 3)
    others = (lines[k] for k in near if k < len(lines) and k not in {i, headline})
    return not any(line.links >= _TEASER and not line.aside for line in others)


def _has_day(lines: list[Line]) -> bool:
    return any(header_date(line.text) for line in lines)


def day_below(lines: list[Line], first: int, end: int) -> PageDate | None:
    """A date below the article that says that it is the day of publication."""
    for i, line in enumerate(lines[first : end + _BELOW], first):
        said = line.facts or says_posted(line.text) or has_facts(line.text)
        if said and not line.aside and (dated := _date_of(lines, i)) and _is_own(lines, i, first, first):
            return dated
    return None


def _whole_date(lines: list[Line], i: int) -> str:
    """A line; of one that is a day of the month alone, with the month of the next line."""
    day = lines[i].text
    return f"{day} {lines[i + 1].text}" if len(day) <= 2 and day.isdigit() and i + 1 < len(lines) else day


def day_of_moment(lines: list[Line], start: int, end: int) -> PageDate | None:
    """The first day that an attribute says; below the ``end`` of the article only beside words that say it is its own."""
    first = max(0, start - _ABOVE)
    for i, line in enumerate(lines[first : end + _BELOW], first):
        posted = says_posted(line.text)
        if ends_article(line.text) or (i >= end and not posted):
            return None
        day: date | None = machine_date(line.moment) if line.moment and (posted or not line.aside) else None
        if day:
            return PageDate(day, 0, 0)
    return None
