# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every static check, side by side, one line each; what a tool says is shown only if it fails."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests import prepare_ansible_test
from tests.workspace import BIN, ROOT, copy_collection, environment

Commands = Mapping[str, tuple[str, ...]]

# On the collection at its place, where Ansible's tools want it: each in a copy of its own, the longest first. The parts
# of one entry come one after the other.
COLLECTION: tuple[Commands, ...] = (
    {"sanity: pylint": (*prepare_ansible_test.SANITY, "--test", "pylint")},
    {"sanity: all others": (*prepare_ansible_test.SANITY, "--skip-test", "pylint")},
    {"roles and playbooks": ("ansible-lint", "--nocolor")},
    {"documentation": ("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--skip-rstcheck", ".")},
    {
        "licences": ("reuse", "lint", "--lines"),
        "build": ("ansible-galaxy", "collection", "build", "--output-path", "../built"),
        "install": ("bash", "-c", "ansible-galaxy collection install --offline -p ../installed ../built/*.tar.gz"),
    },
)
# On the checkout.
SOURCES: tuple[Commands, ...] = (
    {"types": ("mypy",)},
    {"yaml": ("yamllint", "--strict", ".")},
    {"style": ("ruff", "check", ".")},
    {"format": ("ruff", "format", "--check", ".")},
    {"changelog": ("antsibull-changelog", "lint")},
)


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
    line = f"{'FAILED' if result.returncode else 'ok':8}{title:24}{time.monotonic() - started:6.1f} s"
    # At once, lest another check's line comes between.
    print(f"{line}\n{result.stdout}" if result.returncode else line, flush=True)
    return result.returncode == 0


def check_sources(commands: Commands) -> bool:
    return all(check(title, command, ROOT) for title, command in commands.items())


def check_copy(commands: Commands) -> bool:
    with tempfile.TemporaryDirectory(prefix="imageops-") as folder:
        copy = copy_collection(Path(folder))
        places = {"ANSIBLE_COLLECTIONS_PATH": folder, "ANSIBLE_HOME": f"{folder}/home"}
        return all(check(title, command, copy, **places) for title, command in commands.items())


def run_all(copies: Iterable[Commands], sources: Iterable[Commands]) -> bool:
    """Run each entry beside the others, one for each core; one that fails stops no other."""
    work = [*(partial(check_copy, commands) for commands in copies), *(partial(check_sources, one) for one in sources)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return all(future.result() for future in [pool.submit(entry) for entry in work])


def main() -> int:
    prepare_ansible_test.main()
    return 0 if run_all(COLLECTION, SOURCES) else 1


if __name__ == "__main__":
    sys.exit(main())
