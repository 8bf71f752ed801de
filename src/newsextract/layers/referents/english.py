"""English offices beside a name: runs of capitalised words around a head word such as Minister."""

from __future__ import annotations

from newsextract.layers.referents.lexicon import words
from newsextract.layers.referents.roles import Scene

_LONGEST = 44
_POSSESSIVE = frozenset({"'", "’", "s"})


def _capital(word: str) -> bool:
    return word[:1].isupper()


def _wrap(scene: Scene, k: int) -> bool:
    """Whether a line break at a token is only where a long line was folded."""
    return scene.tokens.norms[k] == "\n" and k > 0 and scene.tokens.kinds[k - 1] == "latin"


def _hyphen(scene: Scene, k: int) -> bool:
    """Whether a token joins the words on both sides (Secretary-General)."""
    return scene.tokens.norms[k] == "-" and 0 < k < scene.size - 1 and not scene.blank(k - 1)


def _venue(scene: Scene, at: int) -> bool:
    return any(e.type == "FACILITY" for e in scene.touching(at, at + 1))


def _inside(scene: Scene, at: int) -> bool:
    return any(e.start < at and e.type in {"ORGANIZATION", "LOCATION"} for e in scene.touching(at, at + 1))


def before(scene: Scene, offset: int, floor: int) -> tuple[int, int] | None:
    """The office that ends right before a name ("Deputy Government Spokesperson Somying …"), or None."""
    norms, starts, ends = scene.tokens.norms, scene.tokens.starts, scene.tokens.ends
    last = scene.index(offset) - 1
    while last >= 0 and scene.blank(last):
        last -= 1
    first = last + 1
    joints = words("en", "joint")
    for k in range(last, max(last - _LONGEST, -1), -1):
        word = norms[k]
        inner = _inside(scene, starts[k])
        if _wrap(scene, k) or _hyphen(scene, k):
            continue
        if _venue(scene, starts[k]):
            break
        if starts[k] < floor or "\n" in word or not (inner or scene.blank(k) or _capital(word) or word in joints):
            break
        if not scene.blank(k):
            first = k
    roles = words("en", "head") | words("en", "lead")
    while first <= last and norms[first] not in roles:
        first += 1
    if first > last or not any(norms[k] in words("en", "head") for k in range(first, last + 1)):
        return None
    if norms[last] in joints:
        return None
    return starts[first], ends[last]


def after(scene: Scene, offset: int) -> tuple[int, int] | None:
    """The office in apposition behind a name (", Ambassador of … to …,"), or None."""
    norms, starts, ends = scene.tokens.norms, scene.tokens.starts, scene.tokens.ends
    i = scene.skip(scene.index(offset))
    if i >= scene.size or norms[i] not in {",", "(", "-", "–"}:
        return None
    first = scene.skip(i + 1)
    if first < scene.size and norms[first] in {"the", "The"}:
        first = scene.skip(first + 1)
    end = first
    joints = words("en", "joint") - {"with", "on", "at"}
    k = first
    while k < min(first + _LONGEST, scene.size):
        word = norms[k]
        entity = scene.starting.get(starts[k])
        if entity is not None and entity.type == "PERSON":
            break
        if not (
            _inside(scene, starts[k])
            or scene.blank(k)
            or _capital(word)
            or word in joints
            or word in _POSSESSIVE
            or word.isdigit()
            or _hyphen(scene, k)
        ):
            break
        if _capital(word) or word.isdigit() or _inside(scene, starts[k]):
            end = k + 1
        k += 1
    run = norms[first:end]
    if not run or not _capital(run[0]) or not any(word in words("en", "head") for word in run[:8]):
        return None
    return starts[first], ends[end - 1]
