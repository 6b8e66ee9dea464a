# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The environments that are measured: .venv, and those of `make matrix` as far as they are there."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.workspace import BIN, ROOT

MATRIX = ROOT / ".venv-matrix"
COLLECTIONS = ROOT / ".venv" / "collections"


@dataclass(frozen=True)
class Place:
    """An environment with Ansible and the SDK."""

    title: str
    folder: Path

    @classmethod
    def at(cls, folder: Path) -> Place:
        """Return the environment of a folder of programs, titled with its versions."""
        return cls(_title(folder), folder)

    @property
    def playbook(self) -> str:
        """Its ansible-playbook."""
        return str(self.folder / "ansible-playbook")


def own() -> Place:
    """The environment that this runs in."""
    return Place.at(BIN)


def others() -> list[Place]:
    """The oldest and the newest core of the matrix."""
    return [
        Place.at(folder)
        for cell in ("2.16-", "newest-")
        for folder in sorted(path / "bin" for path in MATRIX.glob(f"{cell}*"))
        if (folder / "ansible-playbook").exists()
    ]


def _title(folder: Path) -> str:
    output = subprocess.run([folder / "ansible", "--version"], capture_output=True, text=True, check=True).stdout
    core = output.splitlines()[0].partition("[")[2].rstrip("]")
    python = next(line for line in output.splitlines() if "python version" in line).split()[3]
    return f"{core}, Python {python.rpartition('.')[0]}"
