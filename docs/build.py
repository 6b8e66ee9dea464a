# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Build the site: guides and decisions unchanged, the reference of modules, plugins and roles by antsibull-docs.

The JSON Schemas of files go to `schemas`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from docs.grouping import group_pages

DOCS = Path(__file__).resolve().parent
OUT = DOCS / "_build"
SOURCE = OUT / "source"
BIN = Path(sys.executable).parent
COLLECTIONS = DOCS.parent / ".venv" / "collections"


def run(*command: str) -> None:
    """Run a tool of this environment; its failure is ours."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment = {**os.environ, "PATH": path, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS)}
    subprocess.run([str(BIN / command[0]), *command[1:]], env=environment, check=True)


def main() -> int:
    """Build into docs/_build/html."""
    shutil.rmtree(OUT, ignore_errors=True)
    reference = SOURCE / "reference"
    reference.mkdir(parents=True)
    for name in ("index.md", "benchmarks.md", "fidelity.md", "verification.md", "conf.py"):
        shutil.copy2(DOCS / name, SOURCE / name)
    for name in ("guides", "decisions", "schemas"):
        shutil.copytree(DOCS / name, SOURCE / name)
    options = ["--use-current", "--squash-hierarchy", "--no-breadcrumbs", "--fail-on-error"]
    run("antsibull-docs", "collection", *options, "--dest-dir", str(reference), "imageops.alicloud")
    group_pages(reference)
    run("sphinx-build", "-q", "-W", "--keep-going", "-b", "html", str(SOURCE), str(OUT / "html"))
    # Under names that programs can rely on; what pages link to has a digest in its path.
    shutil.copytree(DOCS / "schemas", OUT / "html" / "schemas")
    print(OUT / "html" / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
