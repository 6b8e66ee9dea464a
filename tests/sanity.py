# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run `ansible-test sanity` in a copy of the collection; arguments are passed on (--test NAME, paths, ...)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests import prepare_ansible_test
from tests.workspace import BIN, copy_collection, environment


def main() -> int:
    prepare_ansible_test.main()
    with tempfile.TemporaryDirectory(prefix="imageops-") as name:
        copy = copy_collection(Path(name))
        command = [str(BIN / prepare_ansible_test.SANITY[0]), *prepare_ansible_test.SANITY[1:], *sys.argv[1:]]
        return subprocess.run(command, cwd=copy, env=environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
