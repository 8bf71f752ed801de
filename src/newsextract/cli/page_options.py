"""The options of ``extract`` and ``run`` that say how pages are read and fetched, each declared once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from newsextract.cli import reading
from newsextract.cli.output import say
from newsextract.errors import InputError

if TYPE_CHECKING:
    from newsextract.config import Config
    from newsextract.fetch import Settings
    from newsextract.sources.base import Options

WAYBACK = "https://web.archive.org"


def _option(default: Any, text: str, **more: Any) -> Any:
    """A field that is an option, with its help text and further settings of typer's."""
    return field(default=default, metadata={"help": text, **more})


@dataclass
class PageOptions:
    """The values of the options; each field is an option of the command line."""

    text_column: str | None = _option(None, "Column of a table, or key of JSON Lines, that holds the text.")
    title_column: str | None = _option(None, "Column of the headline.")
    date_column: str | None = _option(None, "Column of the day of publication.")
    url_column: str | None = _option(None, "Column of the address.")
    id_column: str | None = _option(None, "Column of your own article numbers.")
    gazetteer: list[Path] | None = _option(None, "Your own gazetteer (CSV: name,type). May be repeated.", metavar="FILE")
    profile: list[Path] | None = _option(
        None,
        "A site profile of your own (TOML), besides those in the folder of your settings. May be repeated.",
        metavar="FILE",
    )
    max_bytes: int = _option(20_000_000, "Skip pages larger than this.", min=1)
    keep_doubtful: bool = _option(False, "Also extract pages that do not seem to be articles, with the warning not_an_article.")
    names: list[Path] | None = _option(
        None, "People's names in both languages (`link --learn` writes them). May be repeated.", metavar="FILE"
    )
    timeout: float = _option(120, "Time limit for one page, in seconds.", min=0.1)
    archive: str | None = _option(
        None, "Read addresses from the web archive: the newest capture, or the one nearest to a date.", metavar="nearest[=DATE]"
    )
    contact: reading.Contact = None
    delay: float = _option(1.0, "Minimum delay between two requests to a host, in seconds.", min=0)
    warc: Path | None = _option(None, "Keep everything fetched in this .warc.gz file, and do not fetch again what is in it.")
    refresh: bool = _option(False, "Revalidate what the WARC file has, by conditional requests.")
    allow_private: reading.AllowPrivate = False
    proxy: reading.Proxy = None
    wayback: reading.Wayback = WAYBACK

    def config(self) -> Config:
        """The extraction's settings; the run checks the files that they name."""
        from newsextract.config import Config

        own = [*(self.profile or ()), *sorted(Path(typer.get_app_dir("newsextract"), "profiles").glob("*.toml"))]
        return Config(
            gazetteers=tuple(map(str, self.gazetteer or ())),
            profiles=tuple(map(str, own)),
            max_bytes=self.max_bytes,
            keep_doubtful=self.keep_doubtful,
            names=tuple(map(str, self.names or ())),
        )

    def fetch_settings(self) -> Settings:
        """The HTTP client's settings, checked."""
        from newsextract.fetch import Settings

        if self.warc is not None and not self.warc.name.endswith(".warc.gz"):
            raise typer.BadParameter(f"--warc {self.warc}: give a name that ends in .warc.gz")
        if self.refresh and self.warc is None:
            raise typer.BadParameter("--refresh needs --warc: it asks again for what that file has")
        same = {name: getattr(self, name) for name in ("contact", "delay", "max_bytes", "allow_private", "refresh", "proxy")}
        return Settings(archive=self.warc, **same)

    def sources(self, fetch: Settings) -> Options:
        """The options of the sources, checked."""
        from newsextract.sources.base import Options

        names = {"text": "text", "title": "title", "published": "date", "url": "url", "id": "id"}
        columns = {field: column for field, name in names.items() if (column := getattr(self, f"{name}_column"))}
        return Options(self.max_bytes, fetch, archive_time(self.archive), self.wayback, columns, say)


def with_page_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of :class:`PageOptions` to a command's own; the command gets them as ``options``."""
    hints = get_type_hints(PageOptions, include_extras=True)
    shared = []
    for one in fields(PageOptions):
        hint = hints[one.name]
        if one.metadata:
            hint = Annotated[hint, typer.Option(f"--{one.name.replace('_', '-')}", **one.metadata)]
        shared.append(Parameter(one.name, Parameter.KEYWORD_ONLY, default=one.default, annotation=hint))

    @wraps(command)
    def call(**given: Any) -> None:
        command(options=PageOptions(**{one.name: given.pop(one.name) for one in shared}), **given)

    own = [one for one in signature(command, eval_str=True).parameters.values() if one.name != "options"]
    call.__signature__ = Signature([*own, *shared])  # type: ignore[attr-defined]  # what typer reads
    return call


def archive_time(value: str | None) -> str | None:
    """Return the date of ``nearest=DATE``, or an empty string for ``nearest``.

    Examples
    --------
    >>> archive_time("nearest=2020-02"), archive_time("nearest")
    ('2020-02', '')
    """
    if value is None:
        return None
    from newsextract.sources.wayback import timestamp

    word, _, when = value.partition("=")
    try:
        if word != "nearest":
            raise InputError(f"{value!r} is not understood", fix="write nearest or nearest=2020-02-25")
        timestamp(when)
    except InputError as error:
        raise typer.BadParameter(f"--archive: {error}") from error
    return when
