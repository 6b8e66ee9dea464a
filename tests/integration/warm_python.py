# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A Python that has imported what the vendor's SDK stands on: starting a module costs a fork, not half a second.

`warm_python` writes a small program that Ansible takes as its interpreter. It hands its script, environment and streams
to a process that forks a child to run them, and ends with the child's status. What looks at the environment or a home
folder while it is imported (the SDK's credentials and clients) is left to the child, and so is everything of Ansible.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import types
import zipimport
from collections.abc import Callable, Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path

SERVICES = ("ecs20140526", "kms20160120", "oos20190601", "ram20150501", "sts20150401")
CLIENTS = [f"alibabacloud_{name}.client" for name in SERVICES]
NOT_KEPT = ("alibabacloud_credentials", "alibabacloud_tea_openapi", *CLIENTS)
LENGTH_BYTES = 8
PROGRAM = """#!{python} -ISE
import array, json, os, socket, sys
if any(argument.startswith("-") for argument in sys.argv[1:2]):
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
request = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]).encode()
streams = array.array("i", [0, 1, 2])
server.sendmsg([len(request).to_bytes({length}, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
server.sendall(request)
os._exit(int(server.recv(8) or 70))
"""


@contextlib.contextmanager
def warm_python(folder: Path) -> Iterator[Path]:
    """Yield the program that stands for this interpreter, which works until the end of the block."""
    address, program = folder / "warm", folder / "python"
    program.write_text(PROGRAM.format(python=sys.executable, address=str(address), length=LENGTH_BYTES))
    program.chmod(0o755)
    command = [sys.executable, "-m", "tests.integration.warm_python", str(address)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        try:
            if not process.stdout or not process.stdout.readline():
                message = "the Python that starts modules did not come up"
                raise RuntimeError(message)
            yield program
        finally:
            process.terminate()


def serve(address: str) -> int | str | None:
    """Run scripts in children until the end. Returns in a child, too, with what its script ended with."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(address)
    server.listen(64)
    print("ready", flush=True)
    waiting = selectors.DefaultSelector()
    waiting.register(server, selectors.EVENT_READ)
    clients: dict[int, tuple[int, socket.socket]] = {}  # a child's descriptor -> its process and who waits for it
    while True:
        key = waiting.select()[0][0]  # one at a time: what is ready stays so
        if key.fileobj is server:
            client, _address = server.accept()
            length, streams, _flags, _peer = socket.recv_fds(client, LENGTH_BYTES, 3)
            request = client.makefile("rb").read(int.from_bytes(length, "big"))
            process = os.fork()
            if process == 0:
                waiting.close()
                server.close()
                client.close()
                return run_script(request, streams)
            for stream in streams:
                os.close(stream)
            ended = os.pidfd_open(process)
            clients[ended] = process, client
            waiting.register(ended, selectors.EVENT_READ)
            waiting.register(client, selectors.EVENT_READ, ended)
        else:
            ended = key.data or key.fd
            process, client = clients.pop(ended)
            if key.data:  # nobody waits for it any more
                os.kill(process, signal.SIGKILL)
            _process, status = os.waitpid(process, 0)
            with contextlib.suppress(OSError):
                client.sendall(b"%d" % (os.waitstatus_to_exitcode(status) % 256))
            waiting.unregister(client)
            waiting.unregister(ended)
            client.close()
            os.close(ended)


def compiled_once(folder: Path) -> Callable[[str, bytes], types.CodeType | None]:
    """Return what compiles a source of a zip, as Ansible's payloads are, and keeps the code for all children."""

    def compile_or_read(path: str, source: bytes) -> types.CodeType | None:
        name = f"m{hashlib.sha256(path.rpartition('.zip')[2].encode() + source).hexdigest()}"
        kept = folder / f"{name}.py"
        if not kept.exists():
            written = kept.with_suffix(f".{os.getpid()}")
            written.write_bytes(source)
            written.replace(kept)
        # Keeps the code beside the source, and does without where another child is about to.
        return SourceFileLoader(name, str(kept)).get_code(name)

    return compile_or_read


def run_script(request: bytes, streams: list[int]) -> int | str | None:
    """Run a script as `python SCRIPT ...` or `python < SCRIPT` does, and return what it ended with."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    arguments, variables, folder = json.loads(request)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    if not arguments:
        copy = os.memfd_create("script", 0)
        os.write(copy, sys.stdin.buffer.read())
        arguments = [f"/proc/self/fd/{copy}"]
    sys.argv = arguments
    sys.path[:0] = [
        str(Path(arguments[0]).resolve().parent),
        *filter(None, variables.get("PYTHONPATH", "").split(os.pathsep)),
    ]
    try:
        runpy.run_path(arguments[0], run_name="__main__")
    except SystemExit as end:
        return end.code
    return 0


def main() -> int | str | None:
    """Import what is to be kept, forget what is not, and serve at the address that is given."""
    for name in CLIENTS:
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.startswith(NOT_KEPT)]:
        del sys.modules[name]
    sys.path.remove(str(Path.cwd()))
    address = Path(sys.argv[1])
    vars(zipimport)["_compile_source"] = compiled_once(address.parent)
    gc.collect()
    gc.freeze()
    return serve(str(address))


if __name__ == "__main__":
    sys.exit(main())
