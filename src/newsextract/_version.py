"""The version, as pyproject.toml has it, and the commit: a module of its own, so that asking for the version imports nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__version__ = "0.1.0"

#: where hatch_build.py writes the commit into a wheel and an sdist
COMMIT = "_commit.txt"


@cache
def build() -> str:
    """The version with the commit of a build from git: ``0.1.0+g1a2b3c4d5e6f``; the bare version where nothing says it."""
    package = Path(__file__).parent
    written = package / COMMIT
    commit = written.read_text(encoding="utf-8").strip() if written.exists() else commit_of(package.parents[1])
    return f"{__version__}+{commit}" if commit else __version__


def commit_of(checkout: Path) -> str | None:
    """The commit of a git checkout, and a digest of what differs from it in ``src``; None where there is no git to ask."""
    import os
    import subprocess
    from hashlib import sha256

    if not (checkout / ".git").exists():
        return None
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}

    def git(*arguments: str) -> bytes:
        command = ["git", "-C", str(checkout), *arguments]
        for _ in range(3):  # one that is killed says nothing of the commit
            done = subprocess.run(command, env=own, capture_output=True, check=False)  # noqa: S603  our own arguments
            if done.returncode >= 0:
                break
        done.check_returncode()
        return done.stdout

    try:
        head = git("rev-parse", "--short=12", "HEAD").decode().strip()
        changes = git("diff", "HEAD", "--binary", "--", "src")
        for name in git("ls-files", "-z", "--others", "--exclude-standard", "--", "src").split(b"\0")[:-1]:
            changes += name + (checkout / os.fsdecode(name)).read_bytes()
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"g{head}.d{sha256(changes).hexdigest()[:8]}" if changes else f"g{head}"
