"""Records of invented texts with the values that a test needs, and no others."""

from newsextract.records import Provenance, Record, Source, Title


def bare_record(key, text, **parts):
    """A Thai record whose headline is the first line of its text, without what is not among ``parts``."""
    title = text.partition("\n")[0]
    rest = {
        "source": Source(url=None, site="x", sha256="0" * 64),
        "language": "th",
        "title": Title(text=title, th=title),
        "published": None,
        "provenance": Provenance(newsextract="0", config="0"),
    }
    return Record(**(rest | {"id": key, "text": text} | parts))
