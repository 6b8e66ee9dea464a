# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Somebody who has no checkout, and no more than a Python."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stranger:
    """Somebody with an empty home and a clean virtual environment."""

    home: Path

    @classmethod
    def arriving(cls, home: Path) -> Stranger:
        """Make the virtual environment."""
        subprocess.run([sys.executable, "-m", "venv", str(home / "venv")], check=True)
        return cls(home)

    def types(self, command: str) -> str:
        """Type a command and return what it printed."""
        kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name == "LANG"}
        path = f"{self.home / 'venv' / 'bin'}{os.pathsep}{os.defpath}"
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.home,
            env={**kept, "HOME": str(self.home), "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout
