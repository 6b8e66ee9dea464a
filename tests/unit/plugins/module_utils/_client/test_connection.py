# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The connection options."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._client.connection import CONNECTION_SPEC, ENVIRONMENT, Connection
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
    "access_key_id": ("id", "id"),
    "access_key_secret": ("secret", "secret"),
    "security_token": ("token", "token"),
    "profile": ("work", "work"),
    "assume_role_arn": ("acs:ram::1:role/r", "acs:ram::1:role/r"),
    "assume_role_session_name": ("me", "me"),
    "assume_role_external_id": ("x", "x"),
    "region": ("cn-beijing", "cn-beijing"),
    "vpc_endpoints": ("true", True),
    "proxy_url": ("http://proxy:3128", "http://proxy:3128"),
    "connect_timeout": ("7", 7),
    "read_timeout": ("8", 8),
    "max_attempts": ("9", 9),
    "concurrency": ("10", 10),
    "emulator_url": ("http://127.0.0.1:8899", "http://127.0.0.1:8899"),
    "emulator_allow_remote": ("yes", True),
}


# Keys come in pairs.
PARTNER = {"access_key_id": {"access_key_secret": "s"}, "access_key_secret": {"access_key_id": "i"}}


@pytest.mark.parametrize(
    ("option", "variable"), [(option, variable) for option, variables in ENVIRONMENT.items() for variable in variables]
)
def test_an_option_may_come_from_its_variables(option: str, variable: str) -> None:
    written, value = VALUES[option]

    assert getattr(connection(PARTNER.get(option), {variable: written}), option) == value


@pytest.mark.parametrize("option", ENVIRONMENT)
def test_the_vendors_own_variable_beats_older_ones(option: str) -> None:
    own, *older = ENVIRONMENT[option]
    written, value = VALUES[option]

    assert own.startswith("ALIBABA_CLOUD_")
    assert getattr(connection(PARTNER.get(option), {**dict.fromkeys(older, "9"), own: written}), option) == value


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


# Keys of two origins


def test_a_given_profile_beats_keys_in_the_environment() -> None:
    found = connection({"profile": "work"}, ENVIRONMENT_KEYS)

    assert (found.profile, found.access_key_id, found.access_key_secret, found.security_token) == ("work", "", "", "")


def test_given_keys_beat_a_profile_in_the_environment() -> None:
    assert connection(KEYS, {"ALIBABA_CLOUD_PROFILE": "work"}).profile == ""


def test_given_keys_are_not_mixed_with_a_token_in_the_environment() -> None:
    found = connection(KEYS, ENVIRONMENT_KEYS)

    assert (found.access_key_id, found.access_key_secret, found.security_token) == ("id", "secret", "")


def test_a_token_that_is_given_with_its_keys_counts() -> None:
    assert connection({**KEYS, "security_token": "token"}, ENVIRONMENT_KEYS).security_token == "token"


def test_keys_and_token_of_the_environment_belong_together() -> None:
    found = connection(environ=ENVIRONMENT_KEYS)

    assert (found.access_key_id, found.security_token) == ("env-id", "env-token")


# Refusals


@pytest.mark.parametrize("option", ["connect_timeout", "read_timeout", "max_attempts", "concurrency"])
@pytest.mark.parametrize("value", [0, -1])
def test_a_number_that_is_too_small_is_refused(option: str, value: int) -> None:
    assert str(refusal({option: value})) == f"{option}: {value} is too small. Give at least 1."


def test_the_least_numbers_are_taken() -> None:
    least: dict[str, Any] = dict.fromkeys(("connect_timeout", "read_timeout", "max_attempts", "concurrency"), 1)

    assert connection(least) == Connection(**least)


@pytest.mark.parametrize("word", ["many", "-1", "1.5", "²", " 5"])
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
        "http://127.0.0.1@example.com:8899",
        "http://localhost:x@example.com:8899",
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
    ],
)
@pytest.mark.parametrize("allow_remote", [False, True])
def test_what_is_no_emulators_address_is_refused(url: str, allow_remote: bool) -> None:
    error = refusal({"emulator_url": url, "emulator_allow_remote": allow_remote})

    assert str(error).startswith(f"emulator_url: {url!r} is not an emulator's address. Write http://127.0.0.1:<port>.")


def test_a_remote_emulator_in_the_environment_is_refused_as_well() -> None:
    assert refusal(environ={"ALIBABA_CLOUD_EMULATOR_URL": "http://example.com:80"}).option == "emulator_url"


@pytest.mark.parametrize("url", ["http://proxy:3128", "http://proxy", "http://me:hidden@[::1]:3128"])
def test_a_proxys_address_is_taken(url: str) -> None:
    assert connection({"proxy_url": url}).proxy_url == url


@pytest.mark.parametrize("url", ["proxy:3128", "http://", "http://me:hidden@proxy:port", "http://me:hidden@[::1:3128"])
def test_what_is_no_proxys_address_is_refused_without_its_password(url: str) -> None:
    error = refusal({"proxy_url": url})

    assert (error.option, "Write http://<host>:<port>." in str(error)) == ("proxy_url", True)
    assert "hidden" not in str(error)


# Secrets


def test_secret_values_are_known_so_that_they_can_be_hidden() -> None:
    found = connection({**KEYS, "security_token": "token", "proxy_url": "http://me:hidden@proxy:3128"})

    assert set(found.secrets) == {"secret", "token", "hidden"}


def test_without_secrets_there_is_nothing_to_hide() -> None:
    assert connection({"proxy_url": "http://proxy:3128"}).secrets == ()


@pytest.mark.parametrize("option", ["access_key_secret", "security_token"])
def test_secret_options_are_hidden_by_ansible(option: str) -> None:
    assert CONNECTION_SPEC[option]["no_log"] is True
