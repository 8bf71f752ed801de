"""The records of a store, as they were written, for the pages that show one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newsextract.errors import InputError
from newsextract.stores.duck import brief, opened
from newsextract.stores.optional import need

#: what DuckDB may hold of the store
_MEMORY = "256MB"


class Lines:
    """The JSON lines of a store's records; the store is opened once, since that costs more than to read one."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self._base: Any = None
        #: one at a time: together they would need more memory than DuckDB may have, and one uses all cores already
        self._reading = threading.Lock()

    def _opened(self) -> Any:
        if self._base is None:
            opened(self.store).close()  # says what is wrong with it
            base = need("duckdb").connect(":memory:")
            # beside the store and not as the database itself: DuckDB opens a file with one configuration a process
            base.execute(f"SET memory_limit = '{_MEMORY}'; SET threads = 2; SET temp_directory = ''")
            base.execute(f"ATTACH '{str(self.store).replace(chr(39), chr(39) * 2)}' AS store (READ_ONLY)")
            base.execute("SET enable_external_access = false; SET lock_configuration = true")
            self._base = base
        return self._base

    def read(self, articles: Sequence[int]) -> dict[int, str]:
        """The lines of some articles, by their numbers."""
        duckdb = need("duckdb")
        marks = ",".join("?" * len(articles))
        sql = f"SELECT article, record FROM store.articles WHERE article IN ({marks})"  # noqa: S608  marks only
        try:
            with self._reading:
                found = self._opened().execute(sql, list(articles)).fetchall()
        except (duckdb.Error, UnicodeDecodeError) as error:
            fix = "make it again with `newsextract store`"
            raise InputError(f"the articles cannot be read ({brief(error)})", where=str(self.store), fix=fix) from error
        return {article: str(line) for article, line in found}
