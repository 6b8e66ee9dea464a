# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the keys come from."""

from __future__ import annotations

import json
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_credentials.utils import auth_constant, auth_util

from plugins.module_utils._client.connection import Connection
from plugins.module_utils._client.credentials import AssumedRole, source_credential
from plugins.module_utils._client.sdk import STS
from plugins.module_utils._model.errors import CredentialsError

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER

WriteProfiles = Callable[..., None]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory without anything, and no other source; the library reads its environment once, at import."""
    monkeypatch.setattr(auth_constant, "HOME", str(tmp_path))
    monkeypatch.setattr(auth_util, "environment_ecs_metadata_disabled", "true")
    monkeypatch.setattr(auth_util, "environment_cli_profile_disabled", "false")
    monkeypatch.setattr(auth_util, "enable_oidc_credential", False)
    for name in (
        "environment_access_key_id",
        "environment_access_key_secret",
        "environment_credentials_file",
        "environment_credentials_uri",
        "environment_profile_name",
    ):
        monkeypatch.setattr(auth_util, name, None)
    return tmp_path


@pytest.fixture
def write_profiles(home: Path) -> WriteProfiles:
    """The configuration of the aliyun CLI."""

    def write(*profiles: dict[str, Any], current: str = "") -> None:
        (home / ".aliyun").mkdir()
        (home / ".aliyun" / "config.json").write_text(json.dumps({"current": current, "profiles": profiles}))

    return write


def failure(connection: Connection) -> CredentialsError:
    with pytest.raises(CredentialsError) as caught:
        source_credential(connection).get_credential()
    return caught.value


@pytest.mark.parametrize(("token", "kind"), [("", "access_key"), ("token", "sts")])
def test_given_keys_are_used(token: str, kind: str) -> None:
    connection = Connection(access_key_id="id", access_key_secret="secret", security_token=token)
    model = source_credential(connection).get_credential()

    assert (model.access_key_id, model.access_key_secret, model.type) == ("id", "secret", kind)
    assert (model.security_token or "") == token


def test_a_profile_of_the_cli_is_used(write_profiles: WriteProfiles, connect: Connect) -> None:
    profile = {
        "name": "work",
        "mode": "AK",
        "access_key_id": "no-tags",
        "access_key_secret": "secret-of-no-tags",
        "region_id": HOME,
    }
    write_profiles({**profile, "name": "other", "access_key_secret": "wrong"}, profile, current="other")
    session = connect(access_key_id="", access_key_secret="", profile="work")

    assert session.call(STS, HOME, "GetCallerIdentity", {})["Arn"] == f"acs:ram::{OWNER}:user/no-tags"


def test_without_anything_given_the_vendors_chain_decides(write_profiles: WriteProfiles) -> None:
    write_profiles(
        {"name": "default", "mode": "AK", "access_key_id": "from-chain", "access_key_secret": "s"}, current="default"
    )

    assert source_credential(Connection()).get_credential().access_key_id == "from-chain"


def test_given_keys_beat_a_profile() -> None:
    connection = Connection(access_key_id="id", access_key_secret="secret", profile="none")

    assert source_credential(connection).get_credential().access_key_id == "id"


def test_no_credentials_anywhere_are_told_with_every_place_that_was_looked_at() -> None:
    error = failure(Connection())

    for place in ("access_key_id", "profile", "~/.aliyun/config.json", "RAM role", "ALIBABA_CLOUD_ACCESS_KEY_ID"):
        assert place in str(error)


@pytest.mark.parametrize(
    "profile",
    [
        pytest.param({"name": "other", "mode": "AK"}, id="no profile of this name"),
        pytest.param({"name": "work", "mode": "AK"}, id="no keys in it"),
        pytest.param({"name": "work", "mode": "Magic"}, id="unknown mode"),
        pytest.param({"name": "work"}, id="no mode"),
        pytest.param({"name": "work", "mode": "StsToken", "access_key_id": "confidential"}, id="half of it"),
        pytest.param(
            {"name": "work", "mode": "External", "process_command": "echo confidential; exit 3"}, id="a failing program"
        ),
        pytest.param(
            {"name": "work", "mode": "External", "process_command": "echo '{\"confidential\": 1}'"},
            id="a program's wrong answer",
        ),
        pytest.param(
            {"name": "work", "mode": "ChainableRamRoleArn", "source_profile": "confidential"}, id="a missing source"
        ),
    ],
)
def test_a_bad_profile_is_told_by_its_name_and_without_what_it_holds(
    write_profiles: WriteProfiles, capfd: pytest.CaptureFixture[str], profile: dict[str, Any]
) -> None:
    write_profiles(profile)

    error = failure(Connection(profile="work"))
    shown = "\n".join([str(error), repr(error), *traceback.format_exception(error), *capfd.readouterr()])

    assert "the profile 'work'" in str(error)
    assert "confidential" not in shown
    assert error.__cause__ is None
    assert error.__context__ is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"profiles": null}', '{"profiles": 5}'])
def test_a_broken_configuration_of_the_cli_is_told(home: Path, text: str) -> None:
    (home / ".aliyun").mkdir()
    (home / ".aliyun" / "config.json").write_text(text)

    assert "the profile 'work'" in str(failure(Connection(profile="work")))


def test_a_missing_configuration_of_the_cli_is_told() -> None:
    assert "the profile 'work'" in str(failure(Connection(profile="work")))


def test_bad_credentials_end_a_call_without_a_second_try(emu: Harness, connect: Connect, slept: list[float]) -> None:
    session = connect(access_key_id="", access_key_secret="", profile="work")

    with pytest.raises(CredentialsError, match="the profile 'work'") as caught:
        session.call(STS, HOME, "GetCallerIdentity", {})

    assert (slept, emu.log()) == ([], [])
    assert caught.value.__cause__ is None


# A role's session


class Sts:
    """Hands out sessions that end in so many seconds."""

    def __init__(self, *lives: float) -> None:
        self.lives = list(lives)
        self.count = 0

    def __call__(self) -> dict[str, str]:
        self.count += 1
        ends = datetime.now(UTC) + timedelta(seconds=self.lives.pop(0))
        return {
            "AccessKeyId": f"STS.{self.count}",
            "AccessKeySecret": "secret",
            "SecurityToken": "token",
            "Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


@pytest.mark.parametrize(
    ("lives", "ids"),
    [
        pytest.param((3600,), ["STS.1", "STS.1", "STS.1"], id="an hour"),
        pytest.param((310, 3600), ["STS.1", "STS.1", "STS.1"], id="just over five minutes"),
        pytest.param((290, 3600), ["STS.1", "STS.2", "STS.2"], id="less than five minutes"),
        pytest.param((-5, -5, 3600), ["STS.1", "STS.2", "STS.3"], id="ended"),
    ],
)
def test_a_session_is_renewed_five_minutes_before_it_ends(lives: tuple[float, ...], ids: list[str]) -> None:
    role = AssumedRole(Sts(*lives))

    assert [role.get_credential().access_key_id for _id in ids] == ids


def test_a_session_is_used_with_its_token() -> None:
    model = AssumedRole(Sts(3600)).get_credential()

    assert (model.access_key_secret, model.security_token, model.type) == ("secret", "token", "sts")


def test_nothing_is_asked_of_sts_before_the_first_call() -> None:
    sts = Sts(3600)
    AssumedRole(sts)

    assert sts.count == 0


def test_threads_that_come_together_renew_once() -> None:
    sts = Sts(3600, 3600, 3600, 3600)
    role = AssumedRole(sts)
    together = threading.Barrier(4, timeout=5)

    def use() -> None:
        together.wait()
        role.get_credential()

    threads = [threading.Thread(target=use) for _round in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sts.count == 1


def test_a_session_that_ended_during_a_wait_is_renewed_by_the_next_call(emu: Harness, connect: Connect) -> None:
    sessions = iter([0, 3600])
    session = connect()

    def assume() -> dict[str, str]:
        query = {"RoleArn": f"acs:ram::{OWNER}:role/image-operator", "RoleSessionName": "waiting"}
        answer = session.call(STS, HOME, "AssumeRole", query)["Credentials"]
        ends = datetime.now(UTC) + timedelta(seconds=next(sessions))
        return {**answer, "Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ")}

    role = AssumedRole(assume)
    first, second, third = (role.get_credential().access_key_id for _round in range(3))

    assert first != second
    assert second == third
    assert [entry["action"] for entry in emu.log()] == ["AssumeRole", "AssumeRole"]
