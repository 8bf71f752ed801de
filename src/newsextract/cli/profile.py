"""``newsextract profile``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsextract.atomic import replacing
from newsextract.cli import reading
from newsextract.cli.output import help_of, say
from newsextract.errors import ConfigError, Failure, InputError, NewsExtractError, os_errors_as
from newsextract.printable import one_line, visible

if TYPE_CHECKING:
    from newsextract.page import Page
    from newsextract.pages.profiles import Profiles

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Pages = Annotated[list[str], typer.Argument(metavar="PAGE", help="Saved pages of the site, or their addresses.")]


def new(
    pages: Pages,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the profile to this file.")] = None,
    contact: reading.Contact = None,
) -> None:
    """Draft a site profile from two or three saved pages, and show what it reads from them.

    Example: newsextract profile new saved_pages/1.html saved_pages/2.html -o my-ministry.toml
    """
    from newsextract.pages.draft import draft
    from newsextract.pages.profiles import Profiles, read_profile

    given = _pages(pages, contact)
    text = draft(given)
    if output:
        if output.exists():
            raise typer.BadParameter(f"{one_line(str(output))} exists already; give another name")
        fix = "give -o a file in a folder that exists, on a disk with room"
        with os_errors_as(ConfigError, "the profile cannot be written", where=output, fix=fix), replacing(output) as part:
            part.write_text(text, encoding="utf-8")
    else:
        typer.echo(visible(text))
    _show(given, Profiles([read_profile(text, "the draft")]))


def check(
    profile: Annotated[Path, typer.Argument(metavar="PROFILE", help="The profile's TOML file.")],
    pages: Pages,
    contact: reading.Contact = None,
) -> None:
    """Show what a profile reads from pages; exit code 1 if it does not fit one of them.

    Example: newsextract profile check my-ministry.toml saved_pages/3.html
    """
    from newsextract.pages.profiles import Profiles, with_own

    raise typer.Exit(0 if _show(_pages(pages, contact), Profiles(with_own((str(profile),))[:1])) else 1)


app.command("new", short_help="Draft a profile from two or three pages of a site.", **help_of(new))(new)
app.command("check", short_help="Show what a profile reads from pages.", **help_of(check))(check)


def _pages(inputs: list[str], contact: str | None) -> list[Page]:
    """The pages of the inputs; inputs that cannot be read are reported."""
    from newsextract.fetch import Settings
    from newsextract.sources.base import Options

    found: list[Page] = []
    for item in reading.items(inputs, Options(fetch=Settings(contact=contact))):
        if isinstance(item, Failure):
            say(one_line(item.message))
        else:
            found.append(item)
    if not found:
        raise InputError("no page could be read", fix="give two or three saved pages of the site")
    return found


def _show(pages: list[Page], profiles: Profiles) -> bool:
    """Print what the profiles read from each page; return whether every page is read and has the first profile's container."""
    from newsextract.pages import decode, parse
    from newsextract.pages.head import read_head
    from newsextract.pages.site import read_site

    fits, bare = True, not profiles[0].select.get("container")
    if bare:
        say("the profile has no container: the pages are read as those without a profile")
    for page in pages:
        html = decode(page.content, page.encoding, where=page.name).text
        try:
            found = read_site(html, read_head(html), profiles[0])
            article = parse(page, profiles=profiles)
        except NewsExtractError as error:
            say(f"{one_line(page.name)}: {error}")
            fits = False
            continue
        missing = not (found or bare)
        fits = fits and not missing
        body = article.text[article.body :]
        say(f"{one_line(page.name)}{': the container is not there' if missing else ''}")
        say(f"  id        {one_line(article.id)}")
        say(f"  headline  {one_line(article.title)[:100]}")
        say(f"  published {article.published or 'not found'}")
        say(f"  body      {len(body):,} characters: {one_line(body[:60])} … {one_line(body[-40:])}")
    return fits
