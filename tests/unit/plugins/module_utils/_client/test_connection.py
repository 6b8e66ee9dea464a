# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The connection options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import certifi
import pytest

from plugins.module_utils._client.connection import CONNECTION_SPEC, ENVIRONMENT, Connection, all_secrets
from plugins.module_utils._client.origin import LEGACY, OWN
from plugins.module_utils._model.errors import InvalidInput

KEYS = {"access_key_id": "id", "access_key_secret": "secret"}
ENVIRONMENT_KEYS = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "env-id",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "env-secret",
    "ALIBABA_CLOUD_SECURITY_TOKEN": "env-token",
}


def connection(params: dict[str, Any] | None = None, environ: dict[str, str] | None = None) -> Connection:
    return Connection.from_params(params or {}, environ or {})


def refusal(params: dict[str, Any] | None = None, environ: dict[str, str] | None = None) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        connection(params, environ)
    return caught.value


def test_with_nothing_given_the_defaults_count() -> None:
    assert connection() == Connection()
    assert connection(dict.fromkeys(CONNECTION_SPEC)) == Connection()


def test_an_empty_text_means_not_given() -> None:
    assert connection(dict.fromkeys(CONNECTION_SPEC, "")) == Connection()
    assert connection({"region": ""}, {"ALIBABA_CLOUD_REGION_ID": "cn-beijing"}).region == "cn-beijing"


def test_an_empty_variable_means_not_given() -> None:
    environ = {"ALIBABA_CLOUD_REGION_ID": "", "ALICLOUD_REGION": "cn-beijing", "ALIBABA_CLOUD_MAX_ATTEMPTS": ""}

    assert connection(environ=environ) == Connection(region="cn-beijing")


def test_every_option_has_a_variable() -> None:
    assert set(ENVIRONMENT) == set(CONNECTION_SPEC)


VALUES: dict[str, tuple[str, Any]] = {
    "assume_role_arn": ("acs:ram::1:role/r", "acs:ram::1:role/r"),
    "assume_role_session_name": ("me", "me"),
    "assume_role_external_id": ("x", "x"),
    "region": ("cn-beijing", "cn-beijing"),
    "vpc_endpoints": ("true", True),
    "proxy_url": ("http://proxy:3128", "http://proxy:3128"),
    "ca_bundle": (certifi.where(), certifi.where()),
    "connect_timeout": ("7", 7),
    "read_timeout": ("8", 8),
    "max_attempts": ("9", 9),
    "concurrency": ("10", 10),
    "emulator_url": ("http://127.0.0.1:8899", "http://127.0.0.1:8899"),
    "emulator_allow_remote": ("yes", True),
}
# Chosen together, see below.
OF_ONE_ORIGIN = {"access_key_id", "access_key_secret", "security_token", "profile"}


def test_every_option_is_tried() -> None:
    assert set(VALUES) | OF_ONE_ORIGIN == set(CONNECTION_SPEC)


@pytest.mark.parametrize(
    ("option", "variable"), [(option, variable) for option in VALUES for variable in ENVIRONMENT[option]]
)
def test_an_option_may_come_from_its_variables(option: str, variable: str) -> None:
    written, value = VALUES[option]

    assert getattr(connection(environ={variable: f" {written}\n"}), option) == value


@pytest.mark.parametrize("option", VALUES)
def test_the_vendors_own_variable_beats_older_ones(option: str) -> None:
    own, *older = ENVIRONMENT[option]
    written, value = VALUES[option]

    assert own.startswith("ALIBABA_CLOUD_")
    assert getattr(connection(environ={**dict.fromkeys(older, "9"), own: written}), option) == value


@pytest.mark.parametrize("option", ["region", "read_timeout", "vpc_endpoints", "assume_role_arn", "proxy_url"])
def test_a_given_option_beats_its_variable(option: str) -> None:
    given: dict[str, Any] = {
        "region": "cn-shanghai",
        "read_timeout": 5,
        "vpc_endpoints": False,
        "assume_role_arn": "acs:ram::2:role/given",
        "proxy_url": "http://given:1",
    }
    environ = {ENVIRONMENT[option][0]: VALUES[option][0]}

    assert getattr(connection({option: given[option]}, environ), option) == given[option]


@pytest.mark.parametrize("word", ["1", "true", "True", "TRUE", "yes", "on"])
def test_a_variable_says_yes_in_many_ways(word: str) -> None:
    assert connection(environ={"ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": word}).vpc_endpoints is True


@pytest.mark.parametrize("word", ["0", "false", "False", "no", "off", "maybe"])
def test_everything_else_means_no(word: str) -> None:
    environ = {"ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": word, "ALIBABA_CLOUD_EMULATOR_ALLOW_REMOTE": word}

    assert connection(environ=environ) == Connection()


# Keys, token and profile come from one origin


def test_a_given_profile_beats_everything_in_the_environment() -> None:
    found = connection({"profile": "work"}, {**ENVIRONMENT_KEYS, "ALIBABA_CLOUD_PROFILE": "other"})

    assert (found.profile, found.access_key_id, found.access_key_secret, found.security_token) == ("work", "", "", "")
    assert found.origin == "the option profile"


def test_given_keys_beat_everything_in_the_environment() -> None:
    found = connection(KEYS, {**ENVIRONMENT_KEYS, "ALIBABA_CLOUD_PROFILE": "work"})

    assert (found.access_key_id, found.access_key_secret, found.security_token) == ("id", "secret", "")
    assert found.profile == ""
    assert found.origin == "the options access_key_id and access_key_secret"


def test_a_token_that_is_given_with_its_keys_counts() -> None:
    assert connection({**KEYS, "security_token": "token"}, ENVIRONMENT_KEYS).security_token == "token"


@pytest.mark.parametrize("names", [OWN, LEGACY], ids=["own", "legacy"])
def test_keys_and_token_of_the_environment_belong_together(names: dict[str, tuple[str, ...]]) -> None:
    found = connection(environ={names[option][0]: option for option in names})

    assert [getattr(found, option) for option in names] == list(names)
    assert found.origin == f"{names['access_key_id'][0]} and {names['access_key_secret'][0]}"


@pytest.mark.parametrize("key", LEGACY["access_key_id"])
@pytest.mark.parametrize("secret", LEGACY["access_key_secret"])
def test_older_names_are_one_origin(key: str, secret: str) -> None:
    found = connection(environ={key: "id", secret: "secret"})

    assert (found.access_key_id, found.access_key_secret, found.origin) == ("id", "secret", f"{key} and {secret}")


def test_the_same_keys_under_own_and_older_names_are_one_origin() -> None:
    environ = {**ENVIRONMENT_KEYS, "ALICLOUD_ACCESS_KEY": "env-id", "ALICLOUD_SECRET_KEY": "env-secret"}

    assert connection(environ=environ).security_token == "env-token"


SECOND_ORIGIN: dict[str, tuple[dict[str, Any], dict[str, str], tuple[str, str]]] = {
    "options: profile and keys": ({**KEYS, "profile": "work"}, {}, ("profile", "access_key_id")),
    "options: profile and token": ({"security_token": "t", "profile": "work"}, {}, ("profile", "security_token")),
    "environment: profile and keys": (
        {},
        {**ENVIRONMENT_KEYS, "ALIBABA_CLOUD_PROFILE": "work"},
        ("ALIBABA_CLOUD_PROFILE", "ALIBABA_CLOUD_ACCESS_KEY_ID"),
    ),
    "environment: older profile and keys": (
        {},
        {**ENVIRONMENT_KEYS, "ALICLOUD_PROFILE": "work"},
        ("ALICLOUD_PROFILE", "ALIBABA_CLOUD_ACCESS_KEY_ID"),
    ),
    "environment: profile and older keys": (
        {},
        {"ALICLOUD_ACCESS_KEY": "id", "ALICLOUD_SECRET_KEY": "s", "ALIBABA_CLOUD_PROFILE": "work"},
        ("ALIBABA_CLOUD_PROFILE", "ALICLOUD_ACCESS_KEY"),
    ),
    "environment: two pairs": (
        {},
        {**ENVIRONMENT_KEYS, "ALICLOUD_ACCESS_KEY_ID": "id", "ALICLOUD_SECRET_ACCESS_KEY": "s"},
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY_ID"),
    ),
    "environment: two profiles": (
        {},
        {"ALIBABA_CLOUD_PROFILE": "work", "ALICLOUD_PROFILE": "home"},
        ("ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE"),
    ),
}


@pytest.mark.parametrize(("params", "environ", "named"), SECOND_ORIGIN.values(), ids=SECOND_ORIGIN)
def test_two_origins_are_refused_with_both_names(
    params: dict[str, Any], environ: dict[str, str], named: tuple[str, str]
) -> None:
    error = refusal(params, environ)

    assert error.option == named[0]
    assert f"beside {named[1]}, and they may belong to different accounts" in str(error)
    assert "env-id" not in str(error)


HALF: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "a secret in the environment alone": ({"access_key_id": "id"}, ENVIRONMENT_KEYS, "access_key_secret"),
    "a key in the environment alone": ({"access_key_secret": "s"}, ENVIRONMENT_KEYS, "access_key_id"),
    "a token for keys of the environment": ({"security_token": "t"}, ENVIRONMENT_KEYS, "access_key_id"),
    "own key, older secret": (
        {},
        {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALICLOUD_SECRET_KEY": "s"},
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    ),
    "older key alone": ({}, {"ALICLOUD_ACCESS_KEY": "id"}, "ALICLOUD_SECRET_KEY"),
    "own token alone": ({}, {"ALIBABA_CLOUD_SECURITY_TOKEN": "t"}, "ALIBABA_CLOUD_ACCESS_KEY_ID"),
    "half a pair beside a profile": (
        {},
        {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALIBABA_CLOUD_PROFILE": "work"},
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    ),
}


@pytest.mark.parametrize(("params", "environ", "missing"), HALF.values(), ids=HALF)
def test_half_a_pair_is_not_completed_from_another_origin(
    params: dict[str, Any], environ: dict[str, str], missing: str
) -> None:
    error = refusal(params, environ)

    assert error.option == missing
    assert "together, from one origin" in str(error)


@pytest.mark.parametrize("value", ["\n", " ", "\t\r\n"])
@pytest.mark.parametrize("option", sorted(OF_ONE_ORIGIN))
def test_a_blank_value_means_not_given(option: str, value: str) -> None:
    assert connection({option: value}, dict.fromkeys(ENVIRONMENT[option], value)) == Connection()


@pytest.mark.parametrize("option", ["access_key_id", "access_key_secret", "security_token"])
@pytest.mark.parametrize("end", ["\n", "\r\n", " ", "\t"])
def test_blanks_around_a_key_do_not_count(option: str, end: str) -> None:
    found = connection({**KEYS, "security_token": "token", option: f"{end}value{end}"})

    assert getattr(found, option) == "value"


@pytest.mark.parametrize(
    ("value", "character"),
    [
        ("a\nb", "U+000A at place 2"),
        ("a b", "U+0020"),
        ("ключ", "U+043A at place 1"),
        ("a\x00", "U+0000"),
        ("\u200bk", "U+200B"),
    ],
)
@pytest.mark.parametrize("option", ["access_key_id", "access_key_secret", "security_token"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_shown(option: str, value: str, character: str) -> None:
    keys = {**KEYS, "security_token": "token", option: value}
    for error, name in (
        (refusal(keys), option),
        (refusal(environ={OWN[key][0]: text for key, text in keys.items()}), OWN[option][0]),
    ):
        assert error.option == name
        assert character in str(error)
        assert value not in str(error)
        assert repr(value)[1:-1] not in str(error)


# Refusals


@pytest.mark.parametrize("option", ["connect_timeout", "read_timeout", "max_attempts", "concurrency"])
@pytest.mark.parametrize("value", [0, -1])
def test_a_number_that_is_too_small_is_refused(option: str, value: int) -> None:
    assert str(refusal({option: value})) == f"{option}: {value} is too small. Give at least 1."


def test_the_least_numbers_are_taken() -> None:
    least: dict[str, Any] = dict.fromkeys(("connect_timeout", "read_timeout", "max_attempts", "concurrency"), 1)

    assert connection(least) == Connection(**least)


@pytest.mark.parametrize("word", ["many", "-1", "1.5", "²", "5 5"])
def test_a_variable_that_is_no_number_is_refused_by_its_name(word: str) -> None:
    error = refusal(environ={"ALIBABA_CLOUD_MAX_ATTEMPTS": word})

    assert str(error).startswith(f"ALIBABA_CLOUD_MAX_ATTEMPTS: {word!r} is not a whole number.")


@pytest.mark.parametrize(
    ("given", "missing"),
    [("access_key_id", "access_key_secret"), ("access_key_secret", "access_key_id")],
)
def test_half_a_pair_of_keys_is_refused(given: str, missing: str) -> None:
    error = refusal({given: "confidential"})

    assert error.option == missing
    assert "together" in str(error)
    assert "confidential" not in str(error)


@pytest.mark.parametrize("arn", ["image-operator", "acs:kms:cn-beijing:1:key/k", "arn:aws:iam::1:role/r"])
def test_a_role_that_is_no_arn_is_refused(arn: str) -> None:
    assert str(refusal({"assume_role_arn": arn})) == (
        f"assume_role_arn: {arn!r} is not a role's ARN. Write acs:ram::<account id>:role/<name>."
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])
def test_an_emulator_on_this_machine_is_taken(host: str) -> None:
    assert connection({"emulator_url": f"http://{host}:8899"}).emulator_url == f"http://{host}:8899"


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1:8899",
        "http://emulator:8899",
        "http://127.0.0.1.example.com:8899",
        "http://localhost.example.com:8899",
        "http://0.0.0.0:8899",
    ],
)
def test_an_emulator_elsewhere_must_be_meant(url: str) -> None:
    error = refusal({"emulator_url": url})

    assert error.option == "emulator_url"
    assert "is not on this machine" in str(error)
    assert connection({"emulator_url": url, "emulator_allow_remote": True}).emulator_url == url


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("127.0.0.1:8899", id="no scheme"),
        pytest.param("https://127.0.0.1:8899", id="TLS"),
        pytest.param("http://127.0.0.1", id="no port"),
        pytest.param("http://:8899", id="no host"),
        pytest.param("http://127.0.0.1:0", id="port zero"),
        pytest.param("http://127.0.0.1:99999", id="port too big"),
        pytest.param("http://127.0.0.1:port", id="port is no number"),
        pytest.param("http://[::1:8899", id="open bracket"),
        pytest.param("http://127.0.0.2:1\\@127.0.0.1:8899", id="a backslash"),
        pytest.param("http://127.0.0.1:8899/x", id="a path"),
        pytest.param("http://127.0.0.1:8899?x", id="a query"),
        pytest.param("http://127.0.0.1:8899#x", id="a fragment"),
        pytest.param("http://127.0.0.1#@example.com:8899", id="a fragment before a host"),
        pytest.param("http://127.0.0.1:8899\n.example.com:80", id="a newline"),
        pytest.param("http://127.0.0.1 .example.com:8899", id="a blank"),
        pytest.param("http://127.0.0.1\uff0eexample.com:8899", id="a full-width dot"),
        pytest.param("http://\uff1127.0.0.1:8899", id="a full-width digit"),
    ],
)
@pytest.mark.parametrize("allow_remote", [False, True])
def test_what_is_no_emulators_address_is_refused(url: str, allow_remote: bool) -> None:
    error = refusal({"emulator_url": url, "emulator_allow_remote": allow_remote})

    assert error.option == "emulator_url"
    assert "is not an emulator's address. Write http://127.0.0.1:<port>, and nothing else." in str(error)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1@example.com:8899", "http://localhost:x@example.com:8899", "http://me:hidden@127.0.0.1:8899"],
)
def test_an_emulators_address_has_no_user(url: str) -> None:
    error = refusal({"emulator_url": url, "emulator_allow_remote": True})

    assert "is not an emulator's address" in str(error)
    assert "hidden" not in str(error)


def test_a_remote_emulator_in_the_environment_is_refused_as_well() -> None:
    assert refusal(environ={"ALIBABA_CLOUD_EMULATOR_URL": "http://example.com:80"}).option == "emulator_url"


@pytest.mark.parametrize(
    "url",
    [
        "http://proxy:3128",
        "http://proxy",
        "http://proxy/",
        "http://me:hidden@[::1]:3128",
        "http://me:h%40dden@proxy:3128",
        "https://proxy:3128",
        "socks5h://proxy:1080",
    ],
)
def test_a_proxys_address_is_taken(url: str) -> None:
    assert connection({"proxy_url": url}).proxy_url == url


@pytest.mark.parametrize(
    "url",
    [
        "proxy:3128",
        "http://",
        "http://me:hidden@proxy:port",
        "http://me:hidden@[::1:3128",
        "http://me:hidden@proxy:99999",
        "http://me:hidden@evil\\@proxy:3128",
        "http://me:hidden#@proxy:3128",
        "http://me:hid/den@proxy:3128",
        "http://me:hidden@proxy:3128/path",
        "http://me:hidden@proxy:3128 x",
    ],
)
def test_what_is_no_proxys_address_is_refused_without_its_password(url: str) -> None:
    error = refusal({"proxy_url": url})

    assert (error.option, "Write http://<host>:<port>." in str(error)) == ("proxy_url", True)
    assert "hidden" not in str(error)


@pytest.mark.parametrize(
    ("region", "problem"),
    [
        ("evil.com#", "is not a region's id"),
        ("cn-beijing.evil.com", "is not a region's id"),
        ("evil.com/", "is not a region's id"),
        ("cn-beijing@evil", "is not a region's id"),
        ("cn beijing", "is not a region's id"),
        ("CN-BEIJING", "is not a region's id"),
        ("cn-b\u0435ijing", "is not a region's id"),
        ("beijing", "is not a region's id"),
        ("cn-", "is not a region's id"),
        ("cn-" + "a" * 61, "is not a region's id"),
        ("cn-beijing-h", "is the id of a zone. Give its region, cn-beijing."),
        ("ap-southeast-1a", "is the id of a zone. Give its region, ap-southeast-1."),
    ],
)
def test_a_region_that_is_none_is_refused_before_it_is_part_of_a_host(region: str, problem: str) -> None:
    assert problem in str(refusal({"region": region}))
    assert refusal(environ={"ALIBABA_CLOUD_REGION_ID": region}).option == "ALIBABA_CLOUD_REGION_ID"


@pytest.mark.parametrize(
    "region", ["cn-beijing", "ap-southeast-1", "cn-hangzhou-finance", "cn-north-2-gov-1", "cn-wuhan-lr", "na-south-1"]
)
def test_regions_of_every_form_are_taken(region: str) -> None:
    assert connection({"region": region}).region == region


@pytest.mark.parametrize("name", ["a", "a b", "a/b", "a" * 65, "name\nnext"])
def test_a_sessions_name_that_sts_does_not_take_is_refused(name: str) -> None:
    assert refusal({"assume_role_session_name": name}).option == "assume_role_session_name"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "cannot be read (No such file or directory)"),
        ("", "holds no certificate"),
        ("no PEM", "holds no certificate"),
    ],
)
@pytest.mark.parametrize("name", ["ca_bundle", "ALIBABA_CLOUD_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_what_is_no_bundle_is_refused_under_the_name_that_gave_it(
    tmp_path: Path, name: str, text: str | None, problem: str
) -> None:
    path = tmp_path / "ca.pem"
    if text is not None:
        path.write_text(text)
    error = refusal({name: str(path)}, {name: str(path)} if name != "ca_bundle" else {})

    assert (error.option, problem in str(error), str(path) in str(error)) == (name, True, True)


def test_a_variable_for_all_programs_does_not_stop_work_with_an_emulator() -> None:
    environ = {"SSL_CERT_FILE": "/nowhere", "ALIBABA_CLOUD_EMULATOR_URL": "http://127.0.0.1:8899"}

    assert connection(environ=environ).emulator_url


# Secrets


def test_secret_values_are_known_so_that_they_can_be_hidden() -> None:
    found = connection({**KEYS, "security_token": "token", "proxy_url": "http://me:hid%2Fden@proxy:3128"})

    assert set(found.secrets) >= {"secret", "token", "hid%2Fden", "hid/den"}


def test_without_secrets_there_is_nothing_to_hide() -> None:
    assert connection({"proxy_url": "http://proxy:3128"}).secrets == ()


def test_a_connection_does_not_show_its_secrets() -> None:
    secret = {"access_key_secret": "hidden-1", "security_token": "hidden-2", "proxy_url": "http://me:hidden-3@proxy:1"}

    assert "hidden" not in repr(connection({"access_key_id": "id", **secret, "assume_role_external_id": "hidden-4"}))


@pytest.mark.parametrize("option", ["access_key_secret", "security_token"])
def test_secret_options_are_hidden_by_ansible(option: str) -> None:
    assert CONNECTION_SPEC[option]["no_log"] is True


HOSTILE = ["to ken\n", "tok\ten", "t\"o'k\\en", "тайна", "%41%2f", "a\u2028b", "a+b c&d=e", "\x1b[31mred"]


@pytest.mark.parametrize("value", HOSTILE)
def test_every_written_form_of_a_secret_is_known_before_anything_is_checked(value: str) -> None:
    for found in (
        all_secrets({"security_token": value}, {}),
        all_secrets({"alicloud_security_token": value}, {}),
        all_secrets({}, {"ALICLOUD_SECURITY_TOKEN": value}),
        all_secrets({"proxy_url": f"no proxy://me:{value}@host"}, {}),
        all_secrets({}, {"HTTPS_PROXY": f"http://me:{value}@proxy:3128"}),
    ):
        assert {value, repr(value)[1:-1], json.dumps(value)[1:-1], quote(value, safe="")} <= found


@pytest.mark.parametrize("value", [" ", "", "\n", None])
def test_a_blank_secret_hides_nothing(value: str | None) -> None:
    assert all_secrets({"security_token": value, "access_key_secret": value, "proxy_url": value}, {}) == set()
