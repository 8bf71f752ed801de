"""For scripts that use training/, which is not installed: imported first, it puts the project's folder on the path."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
