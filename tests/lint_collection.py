# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Checks that need the collection at its place: documentation, roles and playbooks, and that it builds and installs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.workspace import BIN, copy_collection, environment

BUILT = "imageops-alicloud-*.tar.gz"


def check(title: str, copy: Path, *command: str) -> bool:
    """Run one tool in the copy; print what it says only if it fails."""
    started = time.monotonic()
    collections = str(copy.parents[2])
    result = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=copy,
        env=environment(ANSIBLE_COLLECTIONS_PATH=collections, ANSIBLE_HOME=f"{collections}/home"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"{'FAILED' if result.returncode else 'ok':8}{title:40}{time.monotonic() - started:6.1f} s", flush=True)
    if result.returncode:
        print(result.stdout, flush=True)
    return result.returncode == 0


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="imageops-") as name:
        copy = copy_collection(Path(name))
        lint_docs = ("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--skip-rstcheck", ".")
        results = [
            check("documentation", copy, *lint_docs),
            check("roles and playbooks", copy, "ansible-lint", "--nocolor"),
            check("build", copy, "ansible-galaxy", "collection", "build", "--output-path", name),
        ]
        archive = next((str(path) for path in Path(name).glob(BUILT)), "nothing was built")
        install = ("ansible-galaxy", "collection", "install", "--offline", "--collections-path", f"{name}/installed")
        results.append(check("install", copy, *install, archive))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
