# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A real ansible-rulebook with the collection's rulebook, and what it prints."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.workspace import BIN, ROOT, environment

VENV = ROOT / ".venv-events"
PACKAGES = ("ansible-rulebook==1.3.2",)
# Drools runs on it. ansible-rulebook asks for Java 17 or newer.
JAVA = "default-jre-headless"
TOKEN = "a-token-of-the-webhook"
# Other work may have all of the machine for a while.
WAIT_SECONDS = 600
RECAP = "PLAY RECAP"
FAILED = "ansible_rulebook.action.run_playbook - ERROR"


def prepare() -> None:
    """Install Java with apt if there is none, and ansible-rulebook in an environment of its own."""
    if not shutil.which("java"):
        if not shutil.which("apt-get") or os.geteuid():
            sys.exit("make test-events needs Java 17 or newer on the PATH, or root and apt-get to install it.")
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", JAVA], check=True)
    stamp = VENV / " ".join(PACKAGES)
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        install = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
        subprocess.run([*install, *PACKAGES], check=True)
        stamp.touch()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def waited(is_so: Callable[[], object]) -> bool:
    """Wait until something is so, and say whether it came about."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


@dataclass(frozen=True)
class Rulebook:
    """The webhook of a rulebook that runs, and the file with all that it prints."""

    port: int
    log: Path

    def post(self, body: Any, token: str | None = TOKEN) -> int:
        """Post an event, or text as it is, and return the status of the answer."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("POST", "/imageops", body if isinstance(body, str) else json.dumps(body), headers)
            return connection.getresponse().status

    def is_listening(self) -> bool:
        """Say whether the webhook takes connections."""
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    @property
    def output(self) -> str:
        """All that was printed so far."""
        return self.log.read_text("utf-8", errors="replace")

    def reactions(self) -> int:
        """How many playbooks have ended. All that a failed one printed comes once more, as an error."""
        return self.output.count(RECAP) - self.output.count(FAILED)

    def wait_for(self, text: str, count: int = 1) -> bool:
        """Wait until a text was printed so many times, and say whether it came."""
        return waited(lambda: self.output.count(text) >= count)

    def wait_for_reactions(self, count: int) -> bool:
        """Wait until so many playbooks have ended, and say whether they have."""
        return waited(lambda: self.reactions() >= count)


def command(inventory: Path, variables: Path) -> list[str]:
    """Return the command as the guide has it."""
    return ["ansible-rulebook", "-r", "imageops.alicloud.image_events", "-i", str(inventory), "-e", str(variables)]


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment: Ansible with the collection comes first, ansible-rulebook after it."""
    path = os.pathsep.join((str(BIN), str(VENV / "bin"), os.environ.get("PATH", os.defpath)))
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return environment(ANSIBLE_COLLECTIONS_PATH=str(folder), HOME=str(home), ANSIBLE_NOCOLOR="1") | {"PATH": path}


class NotListeningError(RuntimeError):
    """The rulebook said why it does not listen."""


@contextlib.contextmanager
def rulebook(
    folder: Path,
    name: str,
    inventory: Mapping[str, Any],
    token: str | None = TOKEN,
    is_ready: Callable[[Rulebook], bool] = Rulebook.is_listening,
) -> Iterator[Rulebook]:
    """Run the rulebook for an inventory until its webhook answers, and stop it in the end."""
    found = Rulebook(port=free_port(), log=folder / f"{name}.log")
    sites, variables = folder / f"{name}.yml", folder / f"{name}.vars.yml"
    sites.write_text(json.dumps(inventory))
    given = {"imageops_webhook_token": token} if token else {}
    variables.write_text(json.dumps({"imageops_webhook_port": found.port, **given}))
    started = command(sites, variables)
    with (
        found.log.open("w") as log,
        subprocess.Popen(
            started, cwd=folder, env=surroundings(folder), stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        try:
            if not waited(lambda: process.poll() is not None or is_ready(found)) or process.poll() is not None:
                message = f"ansible-rulebook did not start:\n{found.output}"
                raise RuntimeError(message)
            yield found
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(60)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def refused_start(folder: Path, inventory: Mapping[str, Any]) -> bool:
    """Start the rulebook without a token, and say whether it names the variable and does not listen."""
    try:
        with rulebook(folder, "untold", inventory, token=None, is_ready=names_token):
            return False
    except NotListeningError:
        return True


def names_token(found: Rulebook) -> bool:
    """Say whether the webhook takes connections. Raises NotListeningError once the missing token is named."""
    if "'imageops_webhook_token' is undefined" in found.output:
        raise NotListeningError
    return found.is_listening()
