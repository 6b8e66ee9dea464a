# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The connection options: one table that modules, action and inventory plugins share.

The documentation twin is `doc_fragments/auth.py`; validate-modules holds the two together.
Environment variables are read here and not as fallbacks of the argument spec, because an empty value means "not given"
(AWX passes unset fields so) and because an explicit profile must win over keys that happen to be in the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .._model.errors import InvalidInput
from .._model.ranges import check_range

LOOPBACK = ("127.0.0.1", "localhost", "::1")
TRUE_WORDS = ("1", "true", "yes", "on")

CONNECTION_SPEC: dict[str, dict[str, Any]] = {
    "access_key_id": {"type": "str", "aliases": ["alicloud_access_key"]},
    "access_key_secret": {"type": "str", "no_log": True, "aliases": ["alicloud_secret_key"]},
    "security_token": {"type": "str", "no_log": True, "aliases": ["alicloud_security_token"]},
    "profile": {"type": "str", "aliases": ["alicloud_profile"]},
    "assume_role_arn": {"type": "str", "aliases": ["alicloud_assume_role_arn"]},
    "assume_role_session_name": {"type": "str", "aliases": ["alicloud_assume_role_session_name"]},
    "assume_role_external_id": {"type": "str"},
    "region": {"type": "str", "aliases": ["alicloud_region"]},
    "vpc_endpoints": {"type": "bool"},
    "proxy_url": {"type": "str"},
    "connect_timeout": {"type": "int"},
    "read_timeout": {"type": "int"},
    "max_attempts": {"type": "int"},
    "concurrency": {"type": "int"},
    "emulator_url": {"type": "str"},
    "emulator_allow_remote": {"type": "bool"},
}
KEY_OPTIONS = ("access_key_id", "access_key_secret", "security_token")
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "access_key_id": ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY", "ALICLOUD_ACCESS_KEY_ID"),
    "access_key_secret": ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECRET_ACCESS_KEY"),
    "security_token": ("ALIBABA_CLOUD_SECURITY_TOKEN", "ALICLOUD_SECURITY_TOKEN"),
    "profile": ("ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE"),
    "assume_role_arn": ("ALIBABA_CLOUD_ASSUME_ROLE_ARN", "ALICLOUD_ASSUME_ROLE_ARN"),
    "assume_role_session_name": ("ALIBABA_CLOUD_ASSUME_ROLE_SESSION_NAME", "ALICLOUD_ASSUME_ROLE_SESSION_NAME"),
    "assume_role_external_id": ("ALIBABA_CLOUD_ASSUME_ROLE_EXTERNAL_ID",),
    "region": ("ALIBABA_CLOUD_REGION_ID", "ALICLOUD_REGION", "ALICLOUD_REGION_ID"),
    "vpc_endpoints": ("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED",),
    "proxy_url": ("ALIBABA_CLOUD_PROXY_URL",),
    "connect_timeout": ("ALIBABA_CLOUD_CONNECT_TIMEOUT",),
    "read_timeout": ("ALIBABA_CLOUD_READ_TIMEOUT",),
    "max_attempts": ("ALIBABA_CLOUD_MAX_ATTEMPTS",),
    "concurrency": ("ALIBABA_CLOUD_CONCURRENCY",),
    "emulator_url": ("ALIBABA_CLOUD_EMULATOR_URL",),
    "emulator_allow_remote": ("ALIBABA_CLOUD_EMULATOR_ALLOW_REMOTE",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How to reach the cloud; times in seconds. Empty strings mean "not given"."""

    access_key_id: str = ""
    access_key_secret: str = ""
    security_token: str = ""
    profile: str = ""
    assume_role_arn: str = ""
    assume_role_session_name: str = ""
    assume_role_external_id: str = ""
    region: str = ""
    vpc_endpoints: bool = False
    proxy_url: str = ""
    connect_timeout: int = 5
    read_timeout: int = 30
    max_attempts: int = 8
    concurrency: int = 8
    emulator_url: str = ""
    emulator_allow_remote: bool = False

    @classmethod
    def from_params(cls, params: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> Connection:
        """From module parameters and, for what they leave out, the environment. Raises InvalidInput."""
        environment = os.environ if environ is None else environ
        given = {name: params[name] for name in CONNECTION_SPEC if params.get(name) not in (None, "")}
        # Keys of two origins must not be mixed: a token belongs to its own key.
        skipped = (
            KEY_OPTIONS if "profile" in given else ("profile", "security_token") if "access_key_id" in given else ()
        )
        for name, variables in ENVIRONMENT.items():
            value = next((environment[variable] for variable in variables if environment.get(variable)), None)
            if value is not None and name not in given and name not in skipped:
                given[name] = _typed(name, value)
        connection = cls(**given)
        connection._check()
        return connection

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values that must never be shown."""
        password = urlsplit(self.proxy_url).password
        return tuple(value for value in (self.access_key_secret, self.security_token, password) if value)

    @property
    def emulator_warning(self) -> str:
        """What is told whenever the emulator stands for the cloud."""
        return f"Emulator: nothing real was read or changed; all answers come from {self.emulator_url}"

    def _check(self) -> None:
        for option in ("connect_timeout", "read_timeout", "max_attempts", "concurrency"):
            check_range(option, getattr(self, option))
        if bool(self.access_key_id) != bool(self.access_key_secret):
            missing = "access_key_secret" if self.access_key_id else "access_key_id"
            raise InvalidInput(missing, "", "is missing", "Give access_key_id and access_key_secret together.")
        if self.assume_role_arn and not self.assume_role_arn.startswith("acs:ram::"):
            raise InvalidInput(
                "assume_role_arn",
                self.assume_role_arn,
                "is not a role's ARN",
                "Write acs:ram::<account id>:role/<name>.",
            )
        if self.emulator_url:
            self._check_emulator()
        if self.proxy_url and not _address(self.proxy_url)[1]:
            shown = self.proxy_url.rpartition("@")[2]
            raise InvalidInput("proxy_url", shown, "is not a proxy's address", "Write http://<host>:<port>.")

    def _check_emulator(self) -> None:
        scheme, host, port = _address(self.emulator_url)
        if scheme != "http" or not host or not port:
            raise InvalidInput(
                "emulator_url", self.emulator_url, "is not an emulator's address", "Write http://127.0.0.1:<port>."
            )
        if host not in LOOPBACK and not self.emulator_allow_remote:
            raise InvalidInput(
                "emulator_url",
                self.emulator_url,
                "is not on this machine",
                "Unset it to use the real cloud, or set emulator_allow_remote: true if a remote emulator is meant.",
            )


def _address(url: str) -> tuple[str, str, int]:
    """Scheme, host and port (0 if none is given) of a URL; all empty for what is none."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or 0
    except ValueError:
        return "", "", 0


def _typed(name: str, value: str) -> str | int | bool:
    kind = CONNECTION_SPEC[name]["type"]
    if kind == "bool":
        return value.lower() in TRUE_WORDS
    if kind == "int":
        if not (value.isascii() and value.isdigit()):
            raise InvalidInput(ENVIRONMENT[name][0], value, "is not a whole number", "Give a number, or unset it.")
        return int(value)
    return value
