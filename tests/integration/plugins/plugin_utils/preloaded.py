# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run ansible-playbook in a fork of a process that has imported it already, together with this collection and the SDK.

A test's runs of ansible-playbook spend most of their time on the same imports. So the first run in an environment and a
working directory starts a process that imports all of it in just that environment, and that run and the next ones are
forks of it, with their own arguments, files and umask. What runs is the same. `serve` is that process; it ends when the
folder with its socket is gone.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import hashlib
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

# Set anew in each fork: nothing keeps them from when it is imported.
LATE = ("ALIBABA_CLOUD_EMULATOR_URL", "IMAGEOPS_FAULTS", "IMAGEOPS_RESULTS")
LOOK_SECONDS = 2
IDLE_SECONDS = 900
COLLECTION = "ansible_collections.imageops.alicloud"
# By this open file the forks of a run are known: /proc has the environment that a process began with.
MARK = 250
# Code of the collection that keeps nothing of when it was imported; plugin_utils keeps the time, which names a run.
PLACES = ("module_utils", "modules")
MAX_REQUEST = 1 << 20


class Run:
    """A run of ansible-playbook in a folder.

    `sockets` is the folder for the processes' sockets, `files` are what the run has as its standard input, output and
    error, and `mark` is a file that it and its forks hold open.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        files: Sequence[int],
        *,
        sockets: Path,
        collection: Path,
        folder: Path | None = None,
        mark: Path | None = None,
    ) -> None:
        self._connection = _connect(sockets, collection, environment)
        self._status: int | None = None
        request = {
            "arguments": list(arguments),
            "late": {name: environment[name] for name in LATE if name in environment},
            "folder": str((folder or Path.cwd()).absolute()),
            "mark": str(mark or os.devnull),
        }
        socket.send_fds(self._connection, [json.dumps(request).encode()], list(files))
        self.pid = int(self._connection.recv(64))

    def poll(self, seconds: float | None = 0.0) -> int | None:
        """Return the status, negative for a signal, or none if it has not ended after so many seconds."""
        if self._status is None and select.select([self._connection], [], [], seconds)[0]:
            # There is no answer if what attends to the run has been killed.
            self._status = int(self._connection.recv(64) or -signal.SIGKILL)
            self._connection.close()
        return self._status

    def wait(self) -> int:
        """Wait until it has ended, and return the status."""
        status = self.poll(None)
        return -signal.SIGKILL if status is None else status


def _connect(sockets: Path, collection: Path, environment: Mapping[str, str]) -> socket.socket:
    """Connect to the process of an environment and of this working directory; start it if there is none."""
    early = {name: value for name, value in environment.items() if name not in LATE}
    place = hashlib.sha256(json.dumps([str(Path.cwd()), sorted(early.items())]).encode()).hexdigest()[:16]
    path = sockets / place
    with (sockets / f"{place}.lock").open("w") as lock, (sockets / f"{place}.log").open("ab") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection := _connected(path):
            return connection
        # The folder of this file is not for imports.
        command = [sys.executable, "-P", __file__, str(path), str(collection)]
        started = subprocess.run(command, env=early, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    if connection := _connected(path):
        return connection
    message = f"what is to run playbooks ended with {started.returncode}:\n{Path(log.name).read_text()}"
    raise RuntimeError(message)


def _connected(path: Path) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(path))
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    return connection


def serve(path: Path, collection: Path) -> None:
    """Import everything, leave the foreground, and fork for each request until the folder is gone or nobody asks."""
    _preload(collection)
    # What is there now stays shared with the forks.
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        # One that ended of old age has left its socket.
        path.unlink(missing_ok=True)
        listener.bind(str(path))
        listener.listen()
        if os.fork():
            os._exit(0)
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        last = time.monotonic()
        while path.exists() and time.monotonic() < last + IDLE_SECONDS:
            if not select.select([listener], [], [], LOOK_SECONDS)[0]:
                continue
            last = time.monotonic()
            connection, _address = listener.accept()
            if os.fork() == 0:
                listener.close()
                _attend(connection)
                os._exit(0)
            connection.close()


def _attend(connection: socket.socket) -> None:
    """Run one request in a child and send back its status; kill it once nobody waits for it any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    request, files, _flags, _address = socket.recv_fds(connection, MAX_REQUEST, 3)
    child = os.fork()
    if child == 0:
        connection.close()
        _play(json.loads(request), files)
    connection.sendall(str(child).encode())
    for file in files:
        os.close(file)
    ended = os.pidfd_open(child)
    waiting: list[int] = [ended, connection.fileno()]
    if ended not in select.select(waiting, [], [])[0]:
        os.killpg(0, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    with contextlib.suppress(BrokenPipeError):
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _preload(collection: Path) -> None:
    """Import ansible-playbook, what of the collection has no state, and the SDK."""
    importlib.import_module("ansible.cli.playbook")
    loader = importlib.import_module("ansible.plugins.loader")
    loader.init_plugin_loader([])
    warnings.filterwarnings("ignore", "AnsibleCollectionFinder has already been configured")
    for place in PLACES:
        for file in sorted((collection / "plugins" / place).rglob("*.py")):
            # What cannot be imported says so in the run that needs it.
            with contextlib.suppress(Exception):
                name = ".".join((COLLECTION, *file.relative_to(collection).with_suffix("").parts))
                importlib.import_module(name.removesuffix(".__init__"))
    importlib.import_module(f"{COLLECTION}.plugins.module_utils._client.sdk").load_all()


def _play(request: Mapping[str, Any], files: list[int]) -> NoReturn:
    """Be ansible-playbook with a request's arguments, files and folder, and one of its own for temporary files."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.update(request["late"])
    os.chdir(request["folder"])
    held = os.open(request["mark"], os.O_RDONLY)
    os.dup2(held, MARK)
    os.close(held)
    constants: Any = importlib.import_module("ansible.constants")
    base = Path(constants.DEFAULT_LOCAL_TMP).parent
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    constants.DEFAULT_LOCAL_TMP = tempfile.mkdtemp(prefix=f"ansible-local-{os.getpid()}", dir=base)
    atexit.register(shutil.rmtree, constants.DEFAULT_LOCAL_TMP, ignore_errors=True)
    sys.argv = ["ansible-playbook", *request["arguments"]]
    sys.exit(importlib.import_module("ansible.cli.playbook").main())


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]))
