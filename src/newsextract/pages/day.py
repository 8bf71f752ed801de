"""Find the publication date of a page from an unknown site: beside the headline, below the text, or in an attribute."""

from __future__ import annotations

from datetime import date

from newsextract.pages.blocks import Line, largest_ancestor_without
from newsextract.pages.dates import (
    PageDate,
    date_beside_name,
    date_in_metadata,
    find_dates,
    has_counter_or_byline,
    header_date,
    is_label,
    is_recent,
    marks_publication_date,
)
from newsextract.pages.furniture import ends_article
from newsextract.pages.head import machine_date
from newsextract.pages.headline import like_site

#: maximum lines from the article's element to a date above it, and to a date below its end
_ABOVE, _BELOW = 12, 6
#: minimum link characters of a line that names another article, and minimum lines of links in a menu
_TEASER, _MENU = 20, 3
#: maximum lines from the headline down to a date with a name beside it
_NAME_DISTANCE = 3


def day_beside(lines: list[Line], at: int | None, start: int, first: int) -> PageDate | None:
    """The date nearest the headline, from a few lines above the article down to its body; failing that, a date beside a name."""
    middle = at if at is not None else min(start, len(lines) - 1)
    low = max(0, min(start, middle) - _ABOVE)
    nearest = sorted(range(low, max(first, middle + 1)), key=lambda i: (abs(i - middle), i))
    near = [i for i in nearest if i < len(lines) and not lines[i].aside]
    own = (dated for i in near if (dated := _date_of(lines, i)) and _is_own(lines, i, middle, start))
    return next(own, None) or _date_and_name(lines, [i for i in near if i != at], middle)


def _date_and_name(lines: list[Line], near: list[int], headline: int) -> PageDate | None:
    """The date on a line a little below the headline, or on its section's line or a dateline right above it."""
    beside = (
        lines[i].text
        for i in near
        if not lines[i].is_link
        and (headline < i <= headline + _NAME_DISTANCE or (i == headline - 1 and _is_section_or_dateline(lines[i].text)))
    )
    return next(filter(None, map(date_beside_name, beside)), None)


def _is_section_or_dateline(text: str) -> bool:
    """Whether the line above a headline names its section or poster, or is a dateline (BANGKOK, 6 August 2024)."""
    dates = find_dates(text)
    place = text[: dates[0].start].strip(" ,-–—") if dates else ""
    return text.endswith((")", "]")) or place.isupper() or marks_publication_date(text) or like_site(text)


def _date_of(lines: list[Line], i: int) -> PageDate | None:
    """The likely date on a line: alone or among the article's metadata, unless its label names another date."""
    line = lines[i]
    found = header_date(_whole_date(lines, i)) or (date_in_metadata(line.text) if line.is_metadata or line.datetime else None)
    found = found and _matching_attribute(line, found)
    if found is None or not is_recent(found):
        return None
    # in a table or list of event details, the label has its own cell
    label = lines[i - 1].text if i else ""
    return None if is_label(label) and header_date(f"{label} {line.text}") is None else found


def _matching_attribute(line: Line, found: PageDate) -> PageDate:
    """The date on the line that matches the machine-readable publication date; ``found`` if none does."""
    day = machine_date(line.datetime) if line.datetime else None
    return next((other for other in find_dates(line.text) if day and other.value == day), found)


def _is_own(lines: list[Line], i: int, headline: int, body: int) -> bool:
    """Whether a date belongs to the article: no menu between it and the headline, no link to another article beside it."""
    if sum(line.is_link for line in lines[i + 1 : headline]) >= _MENU:
        return False
    part = largest_ancestor_without(lines[i].block, lines[headline].block)
    if part is None or i == headline + 1:
        return True
    # if the element also holds the body, check only the lines beside the date
    near = range(part.start, part.end) if not part.start <= body < part.end else range(max(part.start, i - 2), i + 3)
    others = (lines[k] for k in near if k < len(lines) and k not in {i, headline})
    return not any(line.links >= _TEASER and not (line.aside or line.is_metadata) for line in others)


def day_below(lines: list[Line], first: int, end: int) -> PageDate | None:
    """The first date, from the body to a few lines below the article, whose line reads as the article's metadata."""
    for i, line in enumerate(lines[first : end + _BELOW], first):
        is_metadata = line.is_metadata or marks_publication_date(line.text) or has_counter_or_byline(line.text)
        if is_metadata and not line.aside and (dated := _date_of(lines, i)) and _is_own(lines, i, first, first):
            return dated
    return None


def _whole_date(lines: list[Line], i: int) -> str:
    """The text of a line, joined with the next line if it is only a day of the month."""
    day = lines[i].text
    return f"{day} {lines[i + 1].text}" if len(day) <= 2 and day.isdigit() and i + 1 < len(lines) else day


def day_of_attribute(lines: list[Line], start: int, end: int) -> PageDate | None:
    """The first publication date in an attribute; below the ``end`` of the article only on a line that says it was posted."""
    first = max(0, start - _ABOVE)
    for i, line in enumerate(lines[first : end + _BELOW], first):
        posted = marks_publication_date(line.text)
        if ends_article(line.text) or (i >= end and not posted):
            return None
        day: date | None = machine_date(line.datetime) if line.datetime and (posted or not line.aside) else None
        if day:
            return PageDate(day, 0, 0)
    return None
