# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the keys come from."""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from plugins.module_utils._client.connection import Connection
from plugins.module_utils._client.credentials import Source
from plugins.module_utils._client.keys import AssumedRole, Credential
from plugins.module_utils._client.sdk import STS
from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import ApiError, CredentialsError

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER

WriteProfiles = Callable[..., Path]
ROLE = f"acs:ram::{OWNER}:role/image-operator"
KEYS = {"access_key_id": "operator", "access_key_secret": "secret-of-operator"}
AK = {"name": "work", "mode": "AK", **KEYS}
OIDC = {
    "ALIBABA_CLOUD_ROLE_ARN": ROLE,
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": f"acs:ram::{OWNER}:oidc-provider/k8s",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "/nowhere/token",
}
OFF = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory without anything."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def write_profiles(home: Path) -> WriteProfiles:
    """The configuration of the aliyun CLI."""

    def write(*profiles: dict[str, Any], current: str = "", encoding: str = "utf-8") -> Path:
        path = home / ".aliyun" / "config.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"current": current, "profiles": profiles}), encoding)
        return path

    return write


def no_exchange(action: str, query: Mapping[str, str], source: Credential | None, host: str = "") -> dict[str, Any]:
    raise AssertionError(f"{action} was called at {host!r} by {source} with {query}")


def source(connection: Connection, environ: dict[str, str], home: Path, exchange: Any = no_exchange) -> Source:
    return Source(connection, exchange, {"HOME": str(home), **OFF, **environ})


def failure(connection: Connection, home: Path, environ: dict[str, str] | None = None) -> CredentialsError:
    with pytest.raises(CredentialsError) as caught:
        source(connection, environ or {}, home).get_credential()
    return caught.value


@pytest.mark.parametrize(("token", "kind"), [("", "access_key"), ("token", "sts")])
def test_given_keys_are_used(home: Path, token: str, kind: str) -> None:
    connection = Connection(access_key_id="id", access_key_secret="secret", security_token=token)
    model = source(connection, {}, home).get_credential()

    assert (model.access_key_id, model.access_key_secret, model.type) == ("id", "secret", kind)
    assert (model.security_token or "") == token


def test_a_profile_of_the_cli_is_used(write_profiles: WriteProfiles, connect: Connect, home: Path) -> None:
    profile = {
        "name": "work",
        "mode": "AK",
        "access_key_id": "no-tags",
        "access_key_secret": "secret-of-no-tags\n",
        "region_id": HOME,
    }
    write_profiles({**profile, "name": "other", "access_key_secret": "wrong"}, profile, current="other")
    session = connect(access_key_id="", access_key_secret="", profile="work")

    assert session.credentials == ""
    assert session.call(STS, HOME, "GetCallerIdentity", {})["Arn"] == f"acs:ram::{OWNER}:user/no-tags"
    path = home / ".aliyun" / "config.json"
    assert session.credentials == f"the profile 'work' in {path} (mode AK), named by the option profile"
    assert "secret-of-no-tags" in session.secrets


def test_a_byte_order_mark_does_not_matter(write_profiles: WriteProfiles, home: Path) -> None:
    write_profiles(AK, encoding="utf-8-sig")

    assert source(Connection(profile="work"), {}, home).get_credential().access_key_id == "operator"


# The default chain: the first origin that is there decides


def test_the_profile_that_the_cli_uses_is_used(write_profiles: WriteProfiles, home: Path) -> None:
    path = write_profiles({**AK, "name": "other", "access_key_id": "wrong"}, AK, current="work")
    found = source(Connection(), {}, home)

    assert found.get_credential().access_key_id == "operator"
    assert found.name == f"the profile 'work' in {path} (mode AK)"


@pytest.mark.parametrize("profile", [{"name": "default", "mode": "AK", "access_key_id": ""}, {"name": "default"}])
def test_a_profile_as_the_cli_begins_is_none(
    write_profiles: WriteProfiles, home: Path, profile: dict[str, Any]
) -> None:
    write_profiles(profile, current="default")
    ini = home / ".alibabacloud" / "credentials.ini"
    ini.parent.mkdir()
    ini.write_text("[default]\ntype = access_key  # own\naccess_key_id = id%1\naccess_key_secret = secret\n")
    found = source(Connection(), {}, home)

    assert found.get_credential().access_key_id == "id%1"
    assert found.name == f"the profile 'default' in {ini} (mode AK)"


BROKEN_ORIGINS: dict[str, tuple[dict[str, str], Any, str]] = {
    "the CLI's profile": ({}, [{"name": "work", "mode": "Magic"}], "has the mode 'Magic'"),
    "the CLI's profile is not there": ({}, [{"name": "other", "mode": "AK"}], "there is no profile 'work'"),
    "a token of a platform": (OIDC, [AK], "the token file /nowhere/token cannot be read (No such file or directory)"),
    "a secret is missing": ({}, [{"name": "work", "mode": "AK", "access_key_id": "id"}], "lacks access_key_secret"),
}


@pytest.mark.parametrize(("environ", "profiles", "told"), BROKEN_ORIGINS.values(), ids=BROKEN_ORIGINS)
def test_an_origin_that_does_not_work_is_not_replaced_by_the_next(
    write_profiles: WriteProfiles, home: Path, environ: dict[str, str], profiles: Any, told: str
) -> None:
    write_profiles(*profiles, current="work")
    ini = home / "other.ini"
    ini.write_text("[default]\ntype = access_key\naccess_key_id = of-another-account\naccess_key_secret = s\n")

    error = failure(Connection(), home, {**environ, "ALIBABA_CLOUD_CREDENTIALS_FILE": str(ini)})

    assert told in str(error)


@pytest.mark.parametrize("fields", [{}, {"access_key_id": "", "access_key_secret": ""}, {"access_key_id": "id"}])
@pytest.mark.parametrize("mode", ["AK", "StsToken", "RamRoleArn"])
def test_a_profile_is_not_completed_from_the_environment(
    write_profiles: WriteProfiles, home: Path, monkeypatch: pytest.MonkeyPatch, mode: str, fields: dict[str, str]
) -> None:
    environ = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "other-id",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "other-secret",
        "ALIBABA_CLOUD_SECURITY_TOKEN": "other-token",
        "ALIBABA_CLOUD_ROLE_ARN": ROLE,
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    write_profiles({"name": "work", "mode": mode, **fields})

    assert "lacks " in str(failure(Connection(profile="work"), home, environ))


def test_no_credentials_anywhere_are_told_with_every_place_that_was_looked_at(home: Path) -> None:
    error = failure(Connection(), home)

    for place in (
        "no option gives keys or a profile, nor ALIBABA_CLOUD_ACCESS_KEY_ID or ALIBABA_CLOUD_PROFILE",
        f"{home}/.aliyun/config.json is not there",
        f"{home}/.alibabacloud/credentials.ini is not there",
        "the instance's RAM role is switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED",
        "Give access_key_id and access_key_secret, or profile",
    ):
        assert place in str(error)


def test_what_hands_out_credentials_is_not_asked_with_an_emulator(home: Path) -> None:
    connection = Connection(emulator_url="http://127.0.0.1:1")
    environ = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "", "ALIBABA_CLOUD_CREDENTIALS_URI": "http://127.0.0.1:2/keys"}

    assert "are not asked with an emulator" in str(failure(connection, home, environ))


def test_an_address_that_gives_no_keys_is_told_with_its_status(home: Path, emu: Harness) -> None:
    environ = {"ALIBABA_CLOUD_CREDENTIALS_URI": f"{emu.url}/_emulator/confidential"}

    error = failure(Connection(), home, environ)

    assert "ALIBABA_CLOUD_CREDENTIALS_URI: the vendor's library got none (HTTP 404)" in str(error)
    assert "confidential" not in str(error)


# Reasons of profiles


PAST = 1_700_000_000
BAD_PROFILES: dict[str, tuple[dict[str, Any], str]] = {
    "no profile of this name": ({"name": "other", "mode": "AK"}, "there is no profile 'work' in FILE; it has other"),
    "no keys in it": ({"name": "work", "mode": "AK"}, "lacks access_key_id and access_key_secret"),
    "unknown mode": ({"name": "work", "mode": "Magic"}, "has the mode 'Magic'. Known modes are AK, "),
    "no mode": ({"name": "work"}, "has the mode ''"),
    "half of it": (
        {"name": "work", "mode": "StsToken", "access_key_id": "confidential"},
        "lacks access_key_secret and",
    ),
    "a key with a newline": (
        {"name": "work", "mode": "AK", "access_key_id": "id", "access_key_secret": "conf\nidential"},
        "access_key_secret: '...' has the character U+000A",
    ),
    "a failing program": (
        {"name": "work", "mode": "External", "process_command": "sh -c 'echo confidential >&2; exit 3'"},
        "got none (exit status 3)",
    ),
    "no such program": ({"name": "work", "mode": "External", "process_command": "/no/confidential"}, "[Errno 2]"),
    "a program's wrong answer": (
        {"name": "work", "mode": "External", "process_command": "echo '{\"confidential\": 1}'"},
        "got none (",
    ),
    "a missing source": (
        {"name": "work", "mode": "ChainableRamRoleArn", "source_profile": "base", "ram_role_arn": ROLE},
        "there is no profile 'base', the source_profile of 'work', in FILE; it has work",
    ),
    "its own source": (
        {"name": "work", "mode": "ChainableRamRoleArn", "source_profile": "work", "ram_role_arn": ROLE},
        "the profiles work -> work in FILE lead to themselves",
    ),
    "a host in place of a region": (
        {"name": "work", "mode": "RamRoleArn", **KEYS, "ram_role_arn": ROLE, "sts_region": "evil.com#"},
        "sts_region: 'evil.com#' is not a region's id",
    ),
    "a token file that is not there": (
        {
            "name": "work",
            "mode": "OIDC",
            "ram_role_arn": ROLE,
            "oidc_provider_arn": "acs:ram::1:oidc-provider/x",
            "oidc_token_file": "/nowhere/token",
        },
        "the token file /nowhere/token cannot be read",
    ),
    "an expired sign-in": (
        {
            "name": "work",
            "mode": "CloudSSO",
            "cloud_sso_sign_in_url": "https://signin.example.com/start",
            "cloud_sso_account_id": OWNER,
            "cloud_sso_access_config": "ac-1",
            "access_token": "confidential",
            "cloud_sso_access_token_expire": PAST,
        },
        "expired at 2023-11-14T22:13:20Z. Sign in again with: aliyun configure --mode CloudSSO --profile work",
    ),
    "a sign-in page without TLS": (
        {
            "name": "work",
            "mode": "CloudSSO",
            "cloud_sso_sign_in_url": "http://signin.example.com/start",
            "cloud_sso_account_id": OWNER,
            "cloud_sso_access_config": "ac-1",
            "access_token": "confidential",
            "cloud_sso_access_token_expire": int(time.time()) + 3600,
        },
        "cloud_sso_sign_in_url that does not begin with https://",
    ),
    "metadata that is off": (
        {"name": "work", "mode": "EcsRamRole", "ram_role_name": "r"},
        "needs the instance's metadata, which ALIBABA_CLOUD_ECS_METADATA_DISABLED switches off",
    ),
}


@pytest.mark.parametrize(("profile", "told"), BAD_PROFILES.values(), ids=BAD_PROFILES)
def test_a_bad_profile_is_told_with_its_reason_and_without_what_it_holds(
    write_profiles: WriteProfiles, capfd: pytest.CaptureFixture[str], home: Path, profile: dict[str, Any], told: str
) -> None:
    path = write_profiles(profile)

    error = failure(Connection(profile="work"), home)
    shown = "\n".join([str(error), repr(error), *traceback.format_exception(error), *capfd.readouterr()])

    assert "the profile 'work'" in str(error)
    assert told.replace("FILE", str(path)) in str(error)
    assert "conf" not in shown.replace("config.json", "").replace("configure", "")
    assert error.__cause__ is None


BROKEN_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is not JSON (line 1, column 1)"),
    "broken": (b'{"profiles": [\n,', "is not JSON (line 2, column 1)"),
    "a list": (b"[]", "has no list of profiles"),
    "null": (b"null", "has no list of profiles"),
    "no profiles": (b"{}", "has no list of profiles"),
    "profiles are null": (b'{"profiles": null}', "has no list of profiles"),
    "profiles are a number": (b'{"profiles": 5}', "has no list of profiles"),
    "a profile is text": (b'{"profiles": ["work"]}', "has no list of profiles"),
    "none": (b'{"profiles": []}', "there is no profile 'work' in FILE; it has none"),
    "another encoding": (b'{"profiles": "\xe4"}', "is not UTF-8"),
    "nested deeply": (b"[" * 200_000, "is nested too deeply"),
    "a long number": (b'{"profiles": ' + b"9" * 5000 + b"}", "is not JSON (a number has too many digits)"),
    "odd names": (
        b'{"profiles": [{"name": "\\u001b[31m"}]}',
        "there is no profile 'work' in FILE; it has '\\x1b[31m'",
    ),
    "a long name": (
        b'{"profiles": [{"name": "' + b"x" * 20_000 + b'"}]}',
        f"there is no profile 'work' in FILE; it has '{'x' * 199}... (20002 characters)",
    ),
}


@pytest.mark.parametrize(("content", "told"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_a_broken_configuration_of_the_cli_is_told_with_its_path(home: Path, content: bytes, told: str) -> None:
    path = home / ".aliyun" / "config.json"
    path.parent.mkdir()
    path.write_bytes(content)
    error = str(failure(Connection(profile="work"), home))

    assert "the profile 'work' (the option profile)" in error
    assert str(path) in error
    assert told.replace("FILE", str(path)) in error


def test_a_missing_configuration_of_the_cli_is_told(home: Path) -> None:
    error = str(failure(Connection(profile="work", origin="ALIBABA_CLOUD_PROFILE"), home))

    assert f"the profile 'work' (ALIBABA_CLOUD_PROFILE): there is no file {home}/.aliyun/config.json" in error


@pytest.mark.parametrize(
    "text", ["no section", "[default]\ntype = magic\n", "[default]\ntype = access_key\n", "[a]\n[a]"]
)
def test_a_broken_credentials_file_is_told_with_its_path(home: Path, text: str) -> None:
    path = home / "credentials.ini"
    path.write_text(text)

    assert str(path) in str(failure(Connection(), home, {"ALIBABA_CLOUD_CREDENTIALS_FILE": str(path)}))


def test_bad_credentials_end_a_call_without_a_second_try(emu: Harness, connect: Connect, slept: list[float]) -> None:
    session = connect(access_key_id="", access_key_secret="", profile="work")

    with pytest.raises(CredentialsError, match="the profile 'work'") as caught:
        session.call(STS, HOME, "GetCallerIdentity", {})

    assert (slept, emu.log()) == ([], [])
    assert caught.value.__cause__ is None


# Providers that make calls


CHAIN = [
    {"name": "work", "mode": "ChainableRamRoleArn", "source_profile": "base", "ram_role_arn": ROLE},
    {**AK, "name": "base"},
]
ROLE_PROFILES: dict[str, list[dict[str, Any]]] = {
    "a role": [{"name": "work", "mode": "RamRoleArn", **KEYS, "ram_role_arn": ROLE, "ram_session_name": "nightly"}],
    "a chained role": [{**CHAIN[0], "ram_session_name": "nightly"}, CHAIN[1]],
}


@pytest.fixture
def by_profile(connect: Connect) -> Callable[..., Session]:
    return lambda **more: connect(access_key_id="", access_key_secret="", profile="work", **more)


@pytest.mark.parametrize("profiles", ROLE_PROFILES.values(), ids=ROLE_PROFILES)
def test_a_role_of_a_profile_is_assumed_at_the_emulator(
    emu: Harness, write_profiles: WriteProfiles, by_profile: Callable[..., Session], profiles: list[dict[str, Any]]
) -> None:
    write_profiles(*profiles)
    session = by_profile()

    answer = session.call(STS, HOME, "GetCallerIdentity", {})

    assert answer["Arn"] == f"acs:ram::{OWNER}:assumed-role/image-operator/nightly"
    assert [entry["action"] for entry in emu.log()] == ["AssumeRole", "GetCallerIdentity"]
    assert session.api_calls == {"AssumeRole": 1, "GetCallerIdentity": 1}


@pytest.mark.parametrize(
    ("more", "host"),
    [
        ({}, "sts.aliyuncs.com"),
        ({"sts_region": "cn-shanghai"}, "sts.cn-shanghai.aliyuncs.com"),
        ({"sts_region": "cn-shanghai", "enable_vpc": True}, "sts-vpc.cn-shanghai.aliyuncs.com"),
    ],
)
def test_a_profile_names_the_host_of_sts(
    emu: Harness, write_profiles: WriteProfiles, by_profile: Callable[..., Session], more: dict[str, Any], host: str
) -> None:
    write_profiles({**ROLE_PROFILES["a role"][0], **more})
    by_profile().call(STS, HOME, "GetCallerIdentity", {})

    assert emu.log()[0]["host"] == host


def test_all_that_a_profile_says_of_a_session_is_asked_for(write_profiles: WriteProfiles, home: Path) -> None:
    asked: list[Any] = []

    def exchange(action: str, query: Mapping[str, str], source: Credential | None, host: str = "") -> dict[str, str]:
        asked.append((action, dict(query), source and source.get_credential().access_key_id, host))
        return Sts(3600)()

    profile = {**ROLE_PROFILES["a role"][0], "expired_seconds": 900, "policy": "{}", "external_id": "x1"}
    write_profiles(profile)
    source(Connection(profile="work"), {}, home, exchange).get_credential()

    query = {
        "RoleArn": ROLE,
        "RoleSessionName": "nightly",
        "DurationSeconds": "900",
        "Policy": "{}",
        "ExternalId": "x1",
    }
    assert asked == [("AssumeRole", query, "operator", "")]


def test_a_role_that_cannot_be_assumed_is_told_as_the_cloud_says_it(
    write_profiles: WriteProfiles, by_profile: Callable[..., Session]
) -> None:
    write_profiles({**ROLE_PROFILES["a role"][0], "ram_role_arn": f"acs:ram::{OWNER}:role/none"})

    with pytest.raises(ApiError, match=r"AssumeRole in cn-beijing was refused: EntityNotExist\.Role"):
        by_profile().call(STS, HOME, "GetCallerIdentity", {})


@pytest.mark.parametrize("in_environment", [False, True])
def test_a_platforms_token_goes_to_the_emulator_and_to_nobody_else(
    emu: Harness,
    write_profiles: WriteProfiles,
    connect: Connect,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_environment: bool,
) -> None:
    token = home / "token"
    token.write_text("a.b.c\n")
    if in_environment:
        for name, value in {**OIDC, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": str(token)}.items():
            monkeypatch.setenv(name, value)
    else:
        profile = {"name": "work", "mode": "OIDC", "ram_role_arn": ROLE, "oidc_token_file": str(token)}
        write_profiles({**profile, "oidc_provider_arn": OIDC["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"]})
    session = connect(access_key_id="", access_key_secret="", profile="" if in_environment else "work")

    with pytest.raises(ApiError, match="AssumeRoleWithOIDC"):
        session.call(STS, HOME, "GetCallerIdentity", {})

    entry = emu.log()[0]
    assert (entry["action"], entry["host"], len(emu.log())) == ("AssumeRoleWithOIDC", "sts.aliyuncs.com", 1)
    assert "a.b.c" not in json.dumps(entry)


OTHERS: dict[str, dict[str, Any]] = {
    "EcsRamRole": {"ram_role_name": "r"},
    "CloudSSO": {
        "cloud_sso_sign_in_url": "https://signin.example.com/start",
        "cloud_sso_account_id": OWNER,
        "cloud_sso_access_config": "ac-1",
        "access_token": "t",
        "cloud_sso_access_token_expire": PAST * 2,
    },
    "OAuth": {"oauth_refresh_token": "t", "oauth_access_token": "t", "oauth_access_token_expire": PAST * 2},
    "External": {"process_command": "/no/such/program"},
    "RsaKeyPair": {"public_key_id": "k", "private_key_file": "/nowhere"},
}


@pytest.mark.parametrize("mode", OTHERS)
@pytest.mark.parametrize("is_source", [False, True])
def test_what_the_emulator_does_not_stand_for_is_refused_with_an_emulator(
    emu: Harness, write_profiles: WriteProfiles, by_profile: Callable[..., Session], mode: str, is_source: bool
) -> None:
    profile = {"name": "base" if is_source else "work", "mode": mode, **OTHERS[mode]}
    write_profiles(profile, *([CHAIN[0]] if is_source else []))

    with pytest.raises(CredentialsError, match=f"mode {mode}.*the emulator does not stand for these"):
        by_profile().call(STS, HOME, "GetCallerIdentity", {})

    assert emu.log() == []


@pytest.mark.parametrize("mode", ["CloudSSO", "OAuth"])
def test_a_sign_in_page_is_asked_through_the_proxy(
    write_profiles: WriteProfiles, home: Path, mode: str, tunnels: tuple[str, list[str]]
) -> None:
    url, hosts = tunnels
    write_profiles({"name": "work", "mode": mode, **OTHERS[mode]})

    error = failure(Connection(profile="work", proxy_url=url), home)

    assert hosts == [{"CloudSSO": "signin.example.com:443", "OAuth": "oauth.aliyun.com:443"}[mode]]
    assert "the proxy refused the connection (HTTP 403)" in str(error)


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
