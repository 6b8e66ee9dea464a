# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each page's commands do what the page says, typed one after the other as a reader would."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.emulated import control, emulator
from tests.pages import commands, guides, inventories
from tests.workspace import ROOT, copy_collection, environment

WORLD = ROOT / "tests" / "integration" / "targets" / "setup_emulator" / "files" / "examples.yml"
PROFILES = Path(__file__).parent / "profiles.json"
PLAYBOOK = "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - imageops.alicloud.caller_info:\n"
# What a reader sees, as patterns.
SEEN = {
    "README.md": [
        r"web-frontend .* copied, shared .* 2 of 2",
        r"web-1 .* copy ",
        r"2000000000000002\.cn-shanghai .*failed=0",
    ],
    "emulator.md": [
        r"web-frontend .* copied, shared .* 2 of 2",
        r"the clock \d+ times faster than real",
        r"GiB of new snapshots at most, about",
    ],
    "first-migration.md": [
        r"web-1 .* copied, shared ",
        r"2000000000000002 in cn-beijing: \d+ images?, \d+ visible",
        r"remove .*web-1-cmk",
    ],
    "permissions.md": [r"image_map  For each destination region", r'"account_id": "1000000000000001"'],
    "unencrypted-images.md": [r"skipped +data", r"app-1 "],
    "calibration.md": [
        r"image_id_lists +read +confirmed",
        r"The canary is web-1 \(m-2ze0000000000000web1, 40 GiB\)",
        r"set calibrate_confirm: true",
        r"No calibration left anything\.",
    ],
    "keep-it-so.md": [r"web-1 .* copied, shared", r"web, newest 1: nothing to do", r"changed since monday"],
    "events.md": [r"alias/image-share, key-bjj63297a0b1c2d3e4f5g is Enabled, \d+ images under it", r"web-2 +m-2ze"],
    "pipelines.md": [r"web-1 .* needs_copy"],
    "reports.md": [r"GiB of new snapshots", r"web-1 .* copy planned"],
    "references.md": [r"web +lt-2ze.* version 1 .default, latest."],
    "repoint.md": [r"2 changed", r"restore +launch_template +web +lt-2ze"],
    "retire.md": [r"1 to deprecate", r"brought back"],
    "four-weeks.md": [r"web-1 .* copied", r"5 changed", r"1 to deprecate"],
    "default-keys.md": [r"cn-beijing: off -> on, key-bj", r"1 changed", r"undo +guard_images -e guard_state=disabled"],
    "sharing.md": [r"web-2 .* copied "],
}
SITES = {"README.md": "2000000000000002.cn-shanghai", "fleets.md": "shop.ap-southeast-1"}
# These are these tests.
NOT_TYPED = ("make test",)
# A clone is needed for what make does; the rest is typed in the reader's folder. The clone may lie in /tmp.
READERS_OWN = {
    "/tmp": "{folder}",
    "make ": "make -C {clone} ",
    "dist/": "{clone}/dist/",
    "your_playbook.yml": "{folder}/your_playbook.yml",
    "prod.image_sites.yml": "{folder}/prod.image_sites.yml",
    "8899": "{port}",
    " ...": " -e images_names=web-* -e images_kms_key_id=alias/image-share -e images_share_accounts=3000000000000003",
}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody with a shell in a home of their own, and credentials."""

    folder: Path
    url: str
    port: int

    def keeps(self, page: str) -> None:
        """Write the page's files of inventory under their names."""
        for name, body in inventories(page).items():
            (self.folder / name).write_text(body)

    def has_installed(self, collections: Path) -> None:
        """Put the collection where Ansible looks for it."""
        (self.folder / ".ansible").mkdir()
        (self.folder / ".ansible" / "collections").symlink_to(collections)

    def types(self, typed: list[str]) -> tuple[int, str]:
        """Type these commands one after the other until one fails: its exit code, and all that was printed."""
        script = "\n".join(["set -e", *(self.own(one) for one in typed if one not in NOT_TYPED)])
        output = self.folder / "output"
        with output.open("w") as log:
            shell = subprocess.Popen(
                ["/bin/bash", "-c", script],
                cwd=self.folder,
                env=environment(
                    HOME=str(self.folder),
                    ALIBABA_CLOUD_EMULATOR_URL=self.url,
                    ALIBABA_CLOUD_ACCESS_KEY_ID="operator-key",
                    ALIBABA_CLOUD_ACCESS_KEY_SECRET="operator-secret",
                ),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            code = shell.wait()
        # An emulator that a page has started in the background would go on.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGTERM)
        return code, output.read_text()

    def own(self, command: str) -> str:
        """A command with what is the reader's in place of what the page has."""
        if "ALIBABA_CLOUD_ACCESS_KEY_ID=..." in command:
            return ":"
        for written, meant in READERS_OWN.items():
            command = command.replace(written, meant.format(folder=self.folder, port=self.port, clone=ROOT))
        if " -m emulator " not in command:
            return command
        # Whoever types the next command has seen that it listens.
        health = f"http://127.0.0.1:{self.port}/_emulator/health"
        return f"{command}\nuntil curl -sfo {self.folder}/health {health}; do sleep 0.1; done"


def masked(output: str) -> set[str]:
    """The lines of an output without what differs from run to run: ids, times and the width of columns."""
    lines = re.sub(r"m-\w{15,}|\d{8}T\d{6}Z|\d+ s\b", "*", output).splitlines()
    return {" ".join(line.split()) for line in lines}


def transcript(page: str) -> set[str]:
    """The lines of output that a page shows, masked; those of a task or of its result."""
    blocks = re.findall(r"^```text\n(TASK .*?)^```", page, re.MULTILINE | re.DOTALL)
    return masked("\n".join(blocks)) - {""}


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of collections that holds what `make build` packs, without the rest of the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    copy = copy_collection(folder / "checkout")
    for command in (
        f"ansible-galaxy collection build --output-path {folder} {copy}",
        f"ansible-galaxy collection install --offline --collections-path {folder} {folder}/imageops-alicloud-*.tar.gz",
    ):
        subprocess.run(["/bin/sh", "-c", command], env=environment(HOME=str(folder)), check=True, capture_output=True)
    return folder


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """A reader whose account has what pages speak of. Ten minutes of the cloud pass in a second."""
    (tmp_path / "your_playbook.yml").write_text(PLAYBOOK)
    (tmp_path / ".aliyun").mkdir()
    (tmp_path / ".aliyun" / "config.json").write_text(PROFILES.read_text())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "emulator.log").open("w") as log, emulator(tmp_path, log, "--clock-speed", "600") as url:
        control(url, "reset", yaml.safe_load(WORLD.read_text()))
        yield Reader(folder=tmp_path, url=url, port=port)


def pages() -> dict[str, Path]:
    """The pages that have commands. Translated pages have those of the English ones, as a unit test makes sure."""
    return {page.name: page for page in [ROOT / "README.md", *guides(ROOT)] if commands(page.read_text("utf-8"))}


def test_it_is_known_what_readers_see_on_each_page_that_has_commands() -> None:
    assert pages().keys() == SEEN.keys()


@pytest.mark.parametrize("page", pages().values(), ids=pages())
def test_the_commands_of_a_page_do_what_it_says(reader: Reader, page: Path, installed: Path) -> None:
    text = page.read_text("utf-8")
    reader.keeps(text)
    # README.md begins with the installation.
    if page.name != "README.md":
        reader.has_installed(installed)

    code, output = reader.types(commands(text))

    assert code == 0, output
    assert [pattern for pattern in SEEN[page.name] if not re.search(pattern, output)] == [], output
    assert transcript(text) - masked(output) == set()


@pytest.mark.parametrize(("page", "site"), SITES.items(), ids=SITES)
def test_the_inventory_of_a_page_has_its_sites(reader: Reader, page: str, site: str, installed: Path) -> None:
    reader.has_installed(installed)
    path = next(path for path in (ROOT / "README.md", *guides(ROOT)) if path.name == page)
    reader.keeps(path.read_text("utf-8"))

    code, output = reader.types(["ansible-inventory -i prod.image_sites.yml --graph"])

    assert code == 0, output
    assert site in output
