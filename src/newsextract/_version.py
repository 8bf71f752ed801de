"""The version, equal to that in pyproject.toml, and the commit; in its own module so that reading it imports nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__version__ = "0.1.0"

#: file in which hatch_build.py stores the commit of a wheel or sdist
COMMIT = "_commit.txt"


@cache
def build() -> str:
    """The version with the commit of a build from git, ``0.1.0+g1a2b3c4d5e6f``; the bare version if the commit is unknown."""
    package = Path(__file__).parent
    written = package / COMMIT
    commit = written.read_text(encoding="utf-8").strip() if written.exists() else commit_of(package.parents[1])
    return f"{__version__}+{commit}" if commit else __version__


def commit_of(checkout: Path) -> str | None:
    """The commit of a git checkout, with a digest of uncommitted changes in ``src``; None if git or the checkout is missing."""
    import os
    import subprocess
    from hashlib import sha256

    if not (checkout / ".git").exists():
        return None
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}

    def git(*arguments: str) -> bytes:
        command = ["git", "-C", str(checkout), *arguments]
        for _ in range(3):  # retry if git was killed by a signal
            done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603  our own arguments
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
