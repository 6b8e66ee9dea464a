# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""RunInstances as a dry run. Only a trial calls it without one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from plugins.module_utils._api.ecs_launch import dry_run_query, try_launch
from plugins.module_utils._client.connection import Connection
from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import ApiError, LaunchStarted
from plugins.module_utils._shares.launch_values import LaunchRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME

PLUGINS = Path(__file__).resolve().parents[5] / "plugins"


def request(kms_key_id: str = "", disk_category: str = "") -> LaunchRequest:
    return LaunchRequest(
        region=HOME,
        image_ids=("m-cmk",),
        instance_type="ecs.g7.large",
        vswitch_id="vsw-1",
        security_group_id="sg-1",
        kms_key_id=kms_key_id,
        disk_category=disk_category,
    )


def test_a_dry_run_with_encryption_and_key_is_sent_and_passes(emu: Harness, connect: Connect) -> None:
    answer = try_launch(connect(), request("key-bj", "cloud_essd"), "m-cmk")

    assert isinstance(answer, ApiError)
    assert answer.code == "DryRunOperation"
    (sent,) = [entry["parameters"] for entry in emu.log() if entry["action"] == "RunInstances"]
    assert {name: sent[name] for name in ("DryRun", "ImageId", "SystemDisk.Encrypted", "SystemDisk.KMSKeyId")} == {
        "DryRun": "True",
        "ImageId": "m-cmk",
        "SystemDisk.Encrypted": "True",
        "SystemDisk.KMSKeyId": "key-bj",
    }
    assert sent["SystemDisk.Category"] == "cloud_essd"


def test_a_refusal_is_the_answer(connect: Connect) -> None:
    answer = try_launch(connect(), request("key-nobody"), "m-cmk")

    assert isinstance(answer, ApiError)
    assert answer.code == "InvalidParameter.KMSKeyId.NotFound"


@pytest.mark.parametrize("wish", [request(), request("key-1"), request("key-1", "cloud_essd")])
def test_there_is_no_way_to_leave_the_dry_run_out(wish: LaunchRequest) -> None:
    assert dry_run_query(wish, "m-1")["DryRun"] is True


def test_no_other_file_sends_the_call() -> None:
    files = {path.name: path.read_text() for path in (PLUGINS / "module_utils" / "_api").glob("*.py")}

    # What really starts an instance is in ecs_trials alone.
    assert sorted(name for name, text in files.items() if '"RunInstances"' in text) == [
        "ecs_launch.py",
        "ecs_trials.py",
    ]


class Careless(BaseHTTPRequestHandler):
    """An ECS that ignores DryRun."""

    def do_POST(self) -> None:
        body = json.dumps({"RequestId": "r-1", "InstanceIdSets": {"InstanceIdSet": ["i-1", "i-2"]}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Quiet."""


@pytest.fixture
def careless() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Careless)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.usefixtures("running")
def test_what_was_started_all_the_same_is_told(careless: str) -> None:
    session = Session(Connection(access_key_id="a", access_key_secret="b", region=HOME, emulator_url=careless))

    with pytest.raises(LaunchStarted, match=r"ignored DryRun=true and started i-1, i-2\. Release them at once"):
        try_launch(session, request(), "m-cmk")
