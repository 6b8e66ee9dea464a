# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A copy of the collection at the path where ansible-test wants it, and the environment to run it in."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from importlib.util import cache_from_source
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def keep_bytecode() -> None:
    """Compile the emulator in the checkout. Copies get the bytecode, so that not every start compiles."""
    compileall.compile_dir(ROOT / "emulator", quiet=1)


def kept_files() -> list[str]:
    """List what is not ignored by .gitignore, as paths below the checkout. Git is not needed, so archives will do."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]

    def is_kept(path: Path) -> bool:
        where = {True: f"/{path.relative_to(ROOT)}", False: path.name}
        return path.name != ".git" and not any(fnmatch(where[line.startswith("/")], line) for line in ignored)

    kept: list[str] = []
    for name, folders, files in os.walk(ROOT):
        folder = Path(name)
        folders[:] = [one for one in folders if is_kept(folder / one)]
        kept += [str((folder / one).relative_to(ROOT)) for one in files if is_kept(folder / one)]
    return sorted(kept)


def copy_collection(target: Path, without: Iterable[str] = ()) -> Path:
    """Copy the project, uncommitted work included, below `target` and return the copy's folder."""
    copy = target / "ansible_collections" / "imageops" / "alicloud"
    copy.mkdir(parents=True)
    for name in kept_files():
        source = ROOT / name
        if not name.startswith(tuple(without)):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy / name)
            _copy_bytecode(source, copy / name)
    return copy


def _copy_bytecode(source: Path, copy: Path) -> None:
    """Copy what Python compiled from a source, if it did. Python compares the source's time, which a copy keeps."""
    if source.suffix == ".py" and (compiled := Path(cache_from_source(str(source)))).is_file():
        target = Path(cache_from_source(str(copy)))
        target.parent.mkdir(exist_ok=True)
        shutil.copy2(compiled, target)


def environment(**extra: str) -> dict[str, str]:
    """Return the caller's environment with this interpreter's tools first and without its cloud or Ansible settings."""
    foreign = ("ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_", "ANSIBLE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {"PATH": f"{BIN}{os.pathsep}{kept.get('PATH', os.defpath)}"} | extra


def commit_of(checkout: Path) -> str:
    """The commit of a checkout, with a plus if it has other content; `unknown` outside of git."""
    if shutil.which("git") is None:
        return "unknown"
    command = ["git", "-C", str(checkout)]
    name = subprocess.run([*command, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
    state = subprocess.run([*command, "status", "--porcelain"], capture_output=True, text=True, check=False)
    return f"{name.stdout.strip()}{'+' if state.stdout.strip() else ''}" if name.returncode == 0 else "unknown"


def is_module(pid: int, controller: int) -> bool:
    """Say of a process whether a controller, an ansible-playbook, runs a module in it.

    A module is a fork of a worker, which is a fork of ansible-playbook. In the ordinary way it is a file that Python
    runs, or with pipelining what Python reads from its input. Shells stand before either.
    """
    parent, command = _parent_and_command(pid)
    program, *arguments = command.rstrip(b"\0").split(b"\0")
    is_python = program.rpartition(b"/")[2].startswith(b"python")
    if is_python and (not arguments or b"/AnsiballZ_" in arguments[0]):
        return True
    grandparent, of_parent = _parent_and_command(parent)
    return grandparent == controller and command == of_parent != b""


def _parent_and_command(pid: int) -> tuple[int, bytes]:
    """Return a process's parent and command line, as the kernel keeps them; 0 and none if it has ended."""
    proc = Path("/proc", str(pid))
    try:
        # The name of the program stands in brackets and may hold anything.
        return int((proc / "stat").read_text().rpartition(")")[2].split()[1]), (proc / "cmdline").read_bytes()
    except OSError:
        return 0, b""
