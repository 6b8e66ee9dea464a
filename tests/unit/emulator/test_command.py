# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program itself. Source: the emulator's own design."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from emulator.__main__ import main
from emulator.access import signatures
from emulator.actions.fidelity import table
from emulator.state.clock import iso
from emulator.state.settings import Settings

ROOT = Path(__file__).parents[3]

# Other work may have all of the machine for a while. An idle connection is kept longer than that.
START_SECONDS, ENDS_SECONDS = 60, 20

Start = Callable[..., tuple["subprocess.Popen[str]", int]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> tuple[subprocess.Popen[str], int]:
        port_file = tmp_path / f"port-{len(running)}"
        command = [sys.executable, "-m", "emulator", "--port-file", str(port_file), *arguments]
        with (tmp_path / "stderr").open("w") as errors:
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
        running.append(process)
        deadline = time.monotonic() + START_SECONDS
        while not port_file.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return process, int(port_file.read_text())

    yield run
    for process in running:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def get(port: int, path: str, body: object = None) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body))
    answer: dict[str, object] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def test_the_port_file_is_there_once_connections_are_accepted(start: Start) -> None:
    process, port = start()
    assert get(port, "/_emulator/health")["status"] == "ok"
    assert process.stdout is not None
    assert process.stdout.readline() == f"emulator: listening on http://127.0.0.1:{port}\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_open_connections_do_not_keep_it(start: Start, number: signal.Signals) -> None:
    process, port = start()
    idle = http.client.HTTPConnection("127.0.0.1", port)
    idle.request("GET", "/_emulator/health")
    idle.getresponse().read()
    process.send_signal(number)
    assert process.wait(ENDS_SECONDS) == 0
    idle.close()


def test_world_and_options_are_taken(start: Start, tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text(json.dumps({"settings": {"list_lag_seconds": 3}, "accounts": {"1234567890123456": {}}}))
    _process, port = start("--world", str(world), "--copy-seconds", "7", "--clock-speed", "60", "--request-log", "5")
    settings = get(port, "/_emulator/settings")
    assert (settings["copy_seconds"], settings["list_lag_seconds"]) == (7, 3)
    get(port, "/_emulator/reset", {"accounts": {}})
    assert get(port, "/_emulator/settings")["copy_seconds"] == 7
    get(port, "/_emulator/reset", {"settings": {"copy_seconds": 8}})
    assert get(port, "/_emulator/settings")["copy_seconds"] == 8
    first = get(port, "/_emulator/health")["time"]
    time.sleep(0.1)
    second = get(port, "/_emulator/health")["time"]
    assert isinstance(first, float)
    assert isinstance(second, float)
    assert second - first > 3


def test_the_journal_has_every_request_and_who_asked_over_resets(start: Start, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    _process, port = start("--journal", str(journal))
    for agent in ("first", "second"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", f"http://ecs.aliyuncs.com/?{signed()}", headers={"User-Agent": agent})
        assert connection.getresponse().status == 404
        connection.close()
        get(port, "/_emulator/reset", {})
    entries = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [(entry["action"], entry["user_agent"]) for entry in entries] == [
        ("DescribeRegions", "first"),
        ("DescribeRegions", "second"),
    ]


def test_a_cut_connection_is_not_reported_as_a_fault_of_the_server(start: Start, tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text(json.dumps({"accounts": {"1234567890123456": {"access_keys": {"id": {"secret": "x"}}}}}))
    process, port = start("--world", str(world))
    get(port, "/_emulator/faults", {"kind": "drop_before"})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", f"http://ecs.aliyuncs.com/?{signed()}")
    with pytest.raises((http.client.BadStatusLine, ConnectionError)):
        connection.getresponse()
    connection.close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0
    assert (tmp_path / "stderr").read_text() == ""


def signed() -> str:
    """The query of a signed DescribeRegions."""
    parameters = {
        "Action": "DescribeRegions",
        "Version": "2014-05-26",
        "AccessKeyId": "id",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": "once",
        "Timestamp": iso(time.time()),
    }
    text = signatures.rpc_string_to_sign("GET", parameters.items())
    return urlencode({**parameters, "Signature": signatures.rpc_signature("x", text)})


def test_a_wrong_world_ends_it_with_a_message(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text('{"accounts": {"1234567890123456": {"colour": 1}}}')
    command = [sys.executable, "-m", "emulator", "--world", str(world)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=10, check=False)
    assert done.returncode == 2
    assert done.stderr == f"{world}: accounts.1234567890123456.colour: there is no such key\n"


def test_the_printed_address_of_ipv6_has_brackets(start: Start) -> None:
    process, port = start("--host", "::1")
    assert process.stdout is not None
    assert process.stdout.readline() == f"emulator: listening on http://[::1]:{port}\n"
    connection = http.client.HTTPConnection("::1", port, timeout=5)
    connection.request("GET", "/_emulator/health")
    assert connection.getresponse().status == 200
    connection.close()


def test_clients_without_a_proxy_and_another_control_host_are_options(start: Start) -> None:
    _process, port = start("--direct", "cn-beijing", "--control-host", "emulator")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", f"/?{signed()}")
    # The access key is unknown: a cloud has answered.
    assert connection.getresponse().status == 404
    connection.close()
    connection.request("GET", "/_emulator/health", headers={"Host": "emulator"})
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize("options", [("--copy-seconds", "nan"), ("--clock-speed", "nan"), ("--clock-speed", "inf")])
def test_numbers_that_are_none_end_it_with_a_message(options: tuple[str, str]) -> None:
    command = [sys.executable, "-m", "emulator", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_it_starts_without_the_vendors_sdk() -> None:
    code = (
        "import sys, emulator.__main__; from emulator.actions.declare import registry; registry(); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=10, check=True
    )
    assert not [
        name
        for name in done.stdout.split()
        if name.startswith(("alibabacloud", "Tea", "darabonba", "plugins", "cryptography"))
    ]


def test_the_page_on_fidelity_has_the_table_that_is_printed() -> None:
    text = (ROOT / "docs" / "fidelity.md").read_text("utf-8")
    begin, end = "<!-- fidelity: begin -->\n", "<!-- fidelity: end -->"
    assert text.partition(begin)[2].partition(end)[0] == table()


def test_the_readme_explains_every_setting() -> None:
    text = (ROOT / "emulator" / "README.md").read_text("utf-8")
    for name, value in Settings().to_json().items():
        assert f"| `{name}` | `{json.dumps(value).strip(chr(34))}` |" in text


def test_it_behaves_as_a_calibration_says(start: Start, tmp_path: Path) -> None:
    file, world = tmp_path / "calibration.json", tmp_path / "world.json"
    settings = {"image_order": "oldest_first", "copy_seconds_per_gib": 12.5, "copy_seconds": 0.0}
    file.write_text(json.dumps({"format": "imageops.alicloud/calibration/1", "settings": settings}))
    world.write_text(json.dumps({"settings": {"image_order": "newest_first"}, "accounts": {}}))
    _process, port = start("--world", str(world), "--calibration", str(file), "--copy-seconds", "7")
    found = get(port, "/_emulator/settings")
    assert (found["image_order"], found["copy_seconds_per_gib"], found["copy_seconds"]) == ("oldest_first", 12.5, 7)


@pytest.mark.parametrize(
    "content",
    ["{", "[]", json.dumps({"settings": {}}), '{"format": "imageops.alicloud/calibration/1", "settings": {"nope": 1}}'],
)
def test_another_file_than_a_calibration_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    file = tmp_path / "calibration.json"
    file.write_text(content)
    assert main(["--calibration", str(file)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"{file}: ")


def test_it_ends_with_the_process_that_it_is_for(start: Start) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        process, port = start("--until-ended", str(other.pid))
        assert get(port, "/_emulator/health")["status"] == "ok"
        assert process.poll() is None
        other.communicate(b"\n")
    assert process.wait(timeout=5) == 0
