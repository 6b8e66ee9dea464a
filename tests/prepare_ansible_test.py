# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Let ansible-test build its virtual environments behind a package mirror.

ansible-test downloads pip's bootstrap script from a server of its own, once per user. Where only a package index is
reachable, that fails. This puts a stand-in at the place where ansible-test looks first: a script that installs the very
version of pip (and what older cores install with it) from wheels, which `pip download` fetches from wherever pip is
configured to look. That configuration has to be in a file (see `pip config debug`): ansible-test does not pass on PIP_*
variables.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
# Only this interpreter: other Pythons on PATH may be mere shims.
SANITY = ("ansible-test", "sanity", "--local", "--python", PYTHON, "--color", "no")
CACHE = Path("~/.ansible/test/cache").expanduser()

STAND_IN = '''\
"""Stand-in for pip's bootstrap script: run pip from the wheel beside this file."""

import pathlib
import sys

wheel = pathlib.Path(__file__).with_name({wheel!r})
sys.path.insert(0, str(wheel))

from pip._internal.cli.main import main

options = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
sys.exit(main(["install", "--no-index", "--find-links", str(wheel.parent), *options]))
'''


def wanted_packages() -> dict[str, str]:
    """Return the versions that this ansible-core's ansible-test installs first for this Python, pip's among them."""
    requirements = importlib.import_module("ansible_test._internal.python_requirements")
    return dict(requirements.get_venv_packages(SimpleNamespace(version=PYTHON)))


def main() -> None:
    wanted = wanted_packages()
    version = wanted["pip"]
    script = CACHE / f"get_pip_{version.replace('.', '_')}.py"
    if script.exists():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    wheels = [f"{name}=={number}" for name, number in wanted.items()]
    subprocess.run([*download, "--only-binary=:all:", "--dest", str(CACHE), *wheels], check=True)
    wheel = next(CACHE.glob(f"pip-{version}-*.whl")).name
    script.write_text(STAND_IN.format(wheel=wheel))
    print(f"Prepared {script}")


if __name__ == "__main__":
    main()
