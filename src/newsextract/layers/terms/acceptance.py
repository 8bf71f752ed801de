"""Features that tell a gloss from a note, given its best Thai side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from newsextract.layers.terms.features import CLASSIFIERS, SHAPES, START_FEATURES, VERBS
from newsextract.layers.terms.reader import KINDS
from newsextract.layers.terms.tables import Tables, squeeze
from newsextract.layers.terms.window import Place

PAIR_FEATURES = (
    "bias", "top", "margin", "coverage", "aligned", "unaligned", "sounds", "known_gloss", "known_form", "words", "long", "digits", "caps", "abbr_fit",
    "latin_before", "space_before", "after_preposition", "not_title_case", *(f"shape_{s}" for s in SHAPES), *(f"kind_{k}" for k in KINDS),
    "classifier_before", "sentence_end", "quoted", "or_abbr_first",
    "reverse_uncovered", "or_covered", "or_known", "reverse_sound", "reverse_long", "thai_short",
)  # fmt: skip


def pair_features(
    text: str, place: Place, rows: npt.NDArray[np.float64], probabilities: npt.NDArray[np.float64], known: Tables
) -> npt.NDArray[np.float64]:
    """Features of a candidate as in :data:`PAIR_FEATURES`; ``rows`` and ``probabilities`` are those of its possible starts."""
    candidate, window = place.candidate, place.window
    gloss = candidate.gloss
    order = np.argsort(-probabilities)
    top = int(order[0])
    best = dict(zip(START_FEATURES, rows[top], strict=True))
    name = gloss.name(text)
    words = name.split()
    second = probabilities[order[1]] if len(order) > 1 else 0.0
    last = window.norms[-1] if window.norms else ""
    tail = text[candidate.end : candidate.end + 1]
    is_reverse, is_either = candidate.shape == "reverse", candidate.shape in {"or", "or_th"}
    is_known = squeeze(name) in known.forms
    values = [
        1.0, probabilities[top], probabilities[top] - second, best["coverage"] if best["aligned_sum"] else 0.0, min(best["aligned_sum"], 3.0),
        best["unaligned_sum"], best["sounds_alike"], is_known, min(best["known_form"], 3.0), min(len(words), 8), len(name) > 60,
        any(c.isdigit() for c in name), name.isupper(), best["abbr_subsequence"],
        window.kinds[-1:] == ["latin"], candidate.start > candidate.th_end, last in VERBS, not name[:1].isupper(),
        *(candidate.shape == shape for shape in SHAPES), *(gloss.kind == kind for kind in KINDS),
        last in CLASSIFIERS, tail in {"", "\n"}, candidate.quote >= 0, candidate.shape == "or" and gloss.en is None,
        is_reverse * (1 - best["coverage"]), is_either * best["coverage"], is_either and is_known, is_reverse * best["sounds_alike"],
        is_reverse * min(window.end - window.starts[0], 80) / 40, best["too_short"],
    ]  # fmt: skip
    return np.array(values, dtype=np.float64)
