# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The emulator as a package of its own, installed in a clean environment and used as its README says."""

from __future__ import annotations

import json
import re
import socket

import pytest

from emulator.__main__ import _parser
from tests.artifact.stranger import Stranger
from tests.workspace import ROOT, copy_collection

README = ROOT / "emulator" / "README.md"
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CLIENTS = ("The vendor's SDK", "The vendor's older SDK", "Any client with `http_proxy`")
# From requirements.txt and requirements-dev.txt: what the examples import.
PACKAGES = ("alibabacloud-ecs20140526", "alibabacloud-tea-openapi", "aliyun-python-sdk-core", "aliyun-python-sdk-ecs")
PORT = "8080"


def section(title: str) -> str:
    """Return the text below a title of the README, up to the next one."""
    text = README.read_text()
    (start,) = re.finditer(rf"^#+ {re.escape(title)}$", text, re.MULTILINE)
    rest = text[start.end() :]
    end = re.search(r"^#+ ", re.sub(BLOCK, lambda block: " " * len(block[0]), rest), re.MULTILINE)
    return rest[: end.start()] if end else rest


def block(title: str, language: str) -> str:
    (found,) = [text for kind, text in BLOCK.findall(section(title)) if kind == language]
    return str(found)


def shell(text: str) -> str:
    return "\n".join(line.removeprefix("$ ") for line in text.splitlines())


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    """Somebody who has the folder and the vendor's SDKs."""
    home = tmp_path_factory.mktemp("home")
    (copy_collection(home) / "emulator").rename(home / "emulator")
    somebody = Stranger.arriving(home)
    pins = [line for line in (ROOT / "requirements-dev.txt").read_text().splitlines() if line.startswith("aliyun-")]
    others = [name for name in PACKAGES if not name.startswith("aliyun-")]
    somebody.types(f"pip install -q {' '.join([*others, *pins])}")
    somebody.types(shell(block("In ten lines", "console")).splitlines()[0])
    return somebody


def test_it_is_a_command_with_help(stranger: Stranger) -> None:
    shown = stranger.types("alicloud-emulator --help")

    assert shown.startswith("usage: alicloud-emulator ")
    assert "--world" in shown


def test_the_package_has_all_modules_and_data_and_no_second_name(stranger: Stranger) -> None:
    (package,) = (stranger.home / "venv" / "lib").glob("python*/site-packages/alicloud_emulator")
    source = ROOT / "emulator"
    files = {path.relative_to(source) for kind in ("py", "json") for path in source.rglob(f"*.{kind}")}

    assert {path.relative_to(package) for path in package.rglob("*.*") if path.suffix != ".pyc"} == files
    assert not (package.parent / "emulator").exists()


@pytest.mark.parametrize("title", CLIENTS)
def test_a_client_of_the_readme_sees_the_image(stranger: Stranger, title: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    (stranger.home / "client.py").write_text(block(title, "python").replace(PORT, port))
    _install, *start = shell(block("In ten lines", "console")).replace(PORT, port).splitlines()
    script = [
        *start,
        "trap 'kill $!' EXIT",
        f"until python -c 'import socket; socket.create_connection((\"127.0.0.1\", {port}))' 2>/dev/null",
        "do sleep 0.2; done",
        f"export http_proxy=http://127.0.0.1:{port}" if "http_proxy" in title else "",
        "python -W ignore client.py",
    ]

    assert stranger.types("\n".join(script)).endswith("['web']\n")


def test_an_example_has_ten_lines() -> None:
    assert [title for title in CLIENTS if len(list(filter(None, block(title, "python").splitlines()))) > 10] == []


def test_what_starts_it_as_a_service_gives_options_that_it_has() -> None:
    folder = ROOT / "emulator" / "packaging"
    (entry,) = re.findall(r"^ENTRYPOINT (.*)$", (folder / "Containerfile").read_text(), re.MULTILINE)
    (unit,) = re.findall(r"^ExecStart=(.*)$", (folder / "alicloud-emulator.service").read_text(), re.MULTILINE)

    for _program, *options in (json.loads(entry), unit.split()):
        assert _parser().parse_args(options).port == int(PORT)
