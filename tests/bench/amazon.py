# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Another vendor's collections on an emulator of their cloud: amazon.aws and community.aws on moto.

They come with the package `ansible` and live in an environment of their own, .venv-bench, which this makes.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.cloud import Counting
from tests.bench.measure import Failed
from tests.bench.places import Place
from tests.emulated import ANSWER_SECONDS, START_SECONDS
from tests.workspace import ROOT, environment

VENV = ROOT / ".venv-bench"
# The package `ansible` with the development core's version of ansible-core; it has both collections.
PACKAGES = ("ansible==12.*", "moto[server]==5.*", "boto3==1.*")
PLAYBOOK = "tests/bench/playbooks/amis.yml"
REGION = "us-east-1"
KEY = "alias/image-share"
CONSUMER = "222222222222"
# Any value is accepted.
KEYS = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
ACTION = re.compile(r"\bAction=(\w+)")


@dataclass(frozen=True)
class Amazon(Counting):
    """A moto server in a process of its own, with AMIs to copy."""

    address: str
    folder: Path
    count: int

    def calls(self) -> Counter[str]:
        """How often each action was called since the world was made."""
        recorded = map(json.loads, self._ask("recorder/download-recording", "GET").splitlines())
        bodies = (base64.b64decode(request["body"]).decode() for request in recorded if request["body_encoded"])
        return Counter(action for body in bodies for action in ACTION.findall(body))

    def environment(self, collections: Path) -> dict[str, str]:
        """The environment for whoever works on this cloud; .venv-bench has its own collections besides."""
        kept = {name: value for name, value in environment().items() if not name.startswith("AWS_")}
        quiet = {"ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"}
        more = {"AWS_ENDPOINT_URL": f"http://{self.address}", "AWS_DEFAULT_REGION": REGION, "NO_PROXY": "127.0.0.1"}
        return {**kept, **KEYS, **quiet, **more, "ANSIBLE_COLLECTIONS_PATH": str(collections), "PYTHONPATH": str(ROOT)}

    def reset(self) -> None:
        """Make the world anew: as many AMIs as are to be copied, and no recorded call."""
        self._ask("reset")
        for path in ("stop-recording", "reset-recording"):
            self._ask(f"recorder/{path}")
        make = [str(VENV / "bin" / "python"), "-m", "tests.bench.raw.amis", str(self.count), str(self._listing)]
        subprocess.run(make, cwd=ROOT, env=self.environment(self.folder), check=True)
        self._ask("recorder/start-recording")

    def migrate(self, count: int) -> list[str]:
        """Return the command of the playbook for so many AMIs of the world as it was made last."""
        images = f"{{{{ (lookup('file', '{self._listing}') | from_json)[:{count}] }}}}"
        given = {"bench_region": REGION, "bench_key": KEY, "bench_accounts": [CONSUMER], "bench_images": images}
        return [place().playbook, PLAYBOOK, "-e", json.dumps(given)]

    @property
    def _listing(self) -> Path:
        return self.folder / "amis.json"

    def _ask(self, path: str, method: str = "POST") -> str:
        """Ask moto itself. Raises Failed."""
        with contextlib.closing(http.client.HTTPConnection(self.address, timeout=ANSWER_SECONDS)) as connection:
            connection.request(method, f"/moto-api/{path}")
            answer = connection.getresponse()
            text = answer.read().decode()
        if answer.status != http.HTTPStatus.OK:
            raise Failed(f"moto: {method} {path}: {answer.status} {text[:500]}")
        return text


def place() -> Place:
    """Return the environment with the collections."""
    return Place.at(VENV / "bin")


@contextlib.contextmanager
def amazon(folder: Path, count: int) -> Iterator[Amazon]:
    """Start a moto server and yield it, with so many AMIs after each reset. Raises Failed."""
    _prepare()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [str(VENV / "bin" / "moto_server"), "--host", "127.0.0.1", "--port", str(port)]
    variables = environment(MOTO_RECORDER_FILEPATH=str(folder / "recording"))
    log = folder / "moto.log"
    with log.open("w") as output, subprocess.Popen(command, env=variables, stdout=output, stderr=output) as process:
        try:
            _await(port, process, log)
            now = Amazon(f"127.0.0.1:{port}", folder, count)
            now.reset()
            yield now
        finally:
            process.terminate()


def _prepare() -> None:
    """Make the environment, or bring it up to date."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    subprocess.run([*install, *PACKAGES], check=True)


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise Failed(f"moto did not start:\n{log.read_text()[-3000:]}")
