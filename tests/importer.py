# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Import the built collection as Galaxy does, with all of its checks, in an environment of its own (.venv-importer).

An error fails, and so does a warning that QUIRKS does not explain. The importer gives ansible-lint 180 seconds, which
are not enough on a busy machine. Needs nothing but the standard library.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.workspace import ROOT, copy_collection

VENV = ROOT / ".venv-importer"
PACKAGES = ("galaxy-importer==0.4.44", "ansible-core==2.19.14", "ansible-lint==26.10.1", "distlib==0.4.4")
# All switches but the one that needs a container image: `make sanity-matrix` does what that would do.
SWITCHES = (
    "check_changelog",
    "check_required_tags",
    "require_v1_or_greater",
    "run_ansible_doc",
    "run_ansible_lint",
    "run_flake8",
)
# A part of a warning -> why it is none of ours. The importer turns off what pycodestyle itself leaves out by default.
QUIRKS: Mapping[str, str] = {
    "E203 whitespace before ':'": "the formatter sets off a slice's colon on both sides, as PEP 8 does",
    "W503 line break before binary operator": "PEP 8 recommends it; its opposite is W504",
    **{
        f"Failed to find imageops.alicloud.{playbook.stem} playbook.": "the unpacked archive is no installed collection"
        for playbook in (ROOT / "playbooks").glob("*.yml")
    },
}
LINE = re.compile(r"^(ERROR|WARNING): (.*)$", re.MULTILINE)


def unexplained(output: str) -> list[str]:
    """Return the errors, and the warnings that no quirk explains, each once."""
    found = dict.fromkeys(match.groups() for match in LINE.finditer(output))
    return [f"{kind}: {text}" for kind, text in found if kind == "ERROR" or not any(quirk in text for quirk in QUIRKS)]


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of the importer, with its tools first and its switches on."""
    (folder / "galaxy-importer.cfg").write_text(
        "[galaxy-importer]\n" + "".join(f"{switch} = true\n" for switch in SWITCHES) + "offline_ansible_lint = true\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "GALAXY_"))}
    return {
        **kept,
        "PATH": f"{VENV / 'bin'}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "HOME": str(folder / "home"),
        "GALAXY_IMPORTER_CONFIG": str(folder / "galaxy-importer.cfg"),
    }


def prepare() -> None:
    """Make the environment, or bring it up to date."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    subprocess.run([*install, *PACKAGES], check=True)


def main() -> int:
    prepare()
    with tempfile.TemporaryDirectory(prefix="imageops-") as name:
        folder = Path(name)
        (folder / "home").mkdir()
        variables = environment(folder)
        copy = copy_collection(folder / "tree")
        build = ["ansible-galaxy", "collection", "build", "--output-path", name, str(copy)]
        subprocess.run(build, check=True, env=variables, stdout=subprocess.DEVNULL)
        (archive,) = folder.glob("*.tar.gz")
        command = [str(VENV / "bin" / "python"), "-m", "galaxy_importer.main", str(archive)]
        # What it writes goes beside the archive.
        done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
        output = done.stdout + done.stderr
    wrong = unexplained(output)
    if done.returncode or "completed successfully" not in output:
        wrong.append("the import did not end")
        print(output)
    print("\n".join([*wrong, f"importer: {len(wrong)} problems"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
