"""Lookup tables of counts and weights: sparse rows by name, and numbers by hashed key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.models.artifact import Artifact

Doubles = NDArray[np.float64]


class Rows(Mapping[str, dict[str, float]]):
    """Sparse rows by name of a table in a file; a row is decoded to a dictionary (column → number) on first access.

    ``scale`` is the factor by which the numbers were multiplied to store them as integers.
    """

    def __init__(self, artifact: Artifact, name: str, scale: int = 1) -> None:
        self.columns = artifact.strings(f"{name}/columns")
        self._index = {row: k for k, row in enumerate(artifact.strings(f"{name}/rows"))}
        self._bounds = np.cumsum(artifact.arrays[f"{name}/sizes"], dtype=np.intp).tolist()
        self._at, self._values = artifact.arrays[f"{name}/at"], artifact.arrays[f"{name}/values"]
        self._scale = scale
        self._decoded: dict[str, dict[str, float]] = {}

    def __getitem__(self, row: str) -> dict[str, float]:
        found = self._decoded.get(row)
        if found is None:
            k = self._index[row]
            part = slice(self._bounds[k - 1] if k else 0, self._bounds[k])
            values = self._values[part].tolist() if self._scale == 1 else (self._values[part] / self._scale).tolist()
            found = self._decoded[row] = {self.columns[at]: v for at, v in zip(self._at[part].tolist(), values, strict=True)}
        return found

    def get(self, row: str, default: Any = None) -> Any:
        """The row, or ``default``."""
        return self[row] if row in self._index else default

    def __contains__(self, row: object) -> bool:
        return row in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    @staticmethod
    def arrays(name: str, rows: Mapping[str, Mapping[str, int]]) -> dict[str, NDArray[Any] | Sequence[str]]:
        """The arrays of a table for :func:`newsextract.models.artifact.write`; numbers are stored as 16-bit integers."""
        columns = sorted({column for row in rows.values() for column in row})
        index = {column: k for k, column in enumerate(columns)}
        return {
            f"{name}/rows": list(rows),
            f"{name}/columns": columns,
            f"{name}/sizes": np.array([len(row) for row in rows.values()], np.uint16),
            f"{name}/at": np.array([index[column] for row in rows.values() for column in row], np.uint32),
            f"{name}/values": np.array([value for row in rows.values() for value in row.values()], np.int16),
        }


@dataclass(frozen=True, slots=True)
class Hashed:
    """Numbers by hashed key; 0 for a missing key."""

    keys: NDArray[np.uint32]  # sorted
    sums: Doubles  # the number of each key

    @classmethod
    def of(cls, artifact: Artifact, name: str) -> Hashed:
        """Read a table written with :meth:`arrays`."""
        keys = np.cumsum(artifact.arrays[f"{name}/steps"], dtype=np.uint32)
        return cls(keys, artifact.arrays[f"{name}/sum"].astype(np.float64))

    def get(self, wanted: NDArray[np.uint32]) -> Doubles:
        """Look up the numbers of some keys.

        Examples
        --------
        >>> table = Hashed(np.array([3, 8], dtype=np.uint32), np.array([0.5, 2.0]))
        >>> table.get(np.array([8, 4], dtype=np.uint32))
        array([2., 0.])
        """
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, self.sums[at], 0.0)

    @staticmethod
    def arrays(name: str, keys: NDArray[np.uint32], sums: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """The arrays of a table: differences between the sorted keys, and their numbers; the first of duplicate keys is kept."""
        kept, first = np.unique(keys, return_index=True)
        steps = np.diff(kept, prepend=np.uint32(0)).astype(np.uint32)
        return {f"{name}/steps": steps, f"{name}/sum": sums[first]}
