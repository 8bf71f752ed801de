"""The site with the review pages in it, served to this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsextract.errors import ModelMissingError
from newsextract.explorer.review_book import Book
from newsextract.explorer.site import HOST, check_port, make_site


def make_review_site(book: Book, index: Path, port: int) -> Any:
    """The explorer's site with a review; its address with the token is ``site.review.address``."""
    try:
        from datasette.plugins import pm
    except ImportError as error:
        raise ModelMissingError("Datasette is not installed", fix="pip install 'newsextract[explore]'") from error
    from newsextract.explorer import review

    if not pm.is_registered(review):
        pm.register(review, name="newsextract-review")
    site = make_site(book.store, index)
    site.review = review.Review(book, port)
    site.desk.review = True
    return site


def serve_review(
    book: Book, index: Path, port: int, *, open_browser: bool = False, ready: Callable[[str], None] | None = None
) -> None:
    """Serve a review to this machine until interrupted; ``ready`` is told the address to begin at."""
    import uvicorn

    check_port(port)
    site = make_review_site(book, index, port)
    if ready:
        ready(site.review.address)
    if open_browser:
        import webbrowser

        threading.Timer(1.0, webbrowser.open, [site.review.address]).start()
    uvicorn.run(site.app(), host=HOST, port=port, log_level="warning", lifespan="on", workers=None)
