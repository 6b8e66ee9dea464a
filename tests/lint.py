# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every static check, one line each; what a tool says is shown only if it fails."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import prepare_ansible_test
from tests.workspace import BIN, ROOT, copy_collection, environment

# On the checkout.
SOURCES = {
    "style": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "yaml": ("yamllint", "--strict", "."),
    "changelog": ("antsibull-changelog", "lint"),
}
# On the collection at its place, where Ansible's tools want it.
COLLECTION = {
    "documentation": ("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--skip-rstcheck", "."),
    "roles and playbooks": ("ansible-lint", "--nocolor"),
    "sanity": prepare_ansible_test.SANITY,
    "build": ("ansible-galaxy", "collection", "build", "--output-path", "../built"),
    "install": ("bash", "-c", "ansible-galaxy collection install --offline -p ../installed ../built/*.tar.gz"),
}


def check(title: str, command: tuple[str, ...], cwd: Path, **variables: str) -> bool:
    started = time.monotonic()
    tool = BIN / command[0]
    result = subprocess.run(
        [str(tool) if tool.exists() else command[0], *command[1:]],
        cwd=cwd,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"{'FAILED' if result.returncode else 'ok':8}{title:24}{time.monotonic() - started:6.1f} s", flush=True)
    if result.returncode:
        print(result.stdout, flush=True)
    return result.returncode == 0


def main() -> int:
    results = [check(title, command, ROOT) for title, command in SOURCES.items()]
    prepare_ansible_test.main()
    with tempfile.TemporaryDirectory(prefix="imageops-") as folder:
        copy = copy_collection(Path(folder))
        places = {"ANSIBLE_COLLECTIONS_PATH": folder, "ANSIBLE_HOME": f"{folder}/home"}
        results += [check(title, command, copy, **places) for title, command in COLLECTION.items()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
