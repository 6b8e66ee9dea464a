# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The connection options: one table that modules, action and inventory plugins share.

The documentation twin is `doc_fragments/auth.py`; validate-modules holds the two together.
Environment variables are read here and not as fallbacks of the argument spec, because an empty value means "not given"
(AWX passes unset fields so) and because keys and profile are chosen together (`origin.py`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._model.errors import InvalidInput
from .._model.ranges import check_range
from .._model.region_id import check_region
from .checks import check_bundle, check_emulator, check_proxy, check_role, check_seen
from .masks import SECRET_OPTIONS, forms, passwords, secrets_given
from .origin import HIDDEN, KEYS, LEGACY, OWN, PROFILES, choose_origin

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
    "ca_bundle": {"type": "path"},
    "connect_timeout": {"type": "int"},
    "read_timeout": {"type": "int"},
    "max_attempts": {"type": "int"},
    "concurrency": {"type": "int"},
    "emulator_url": {"type": "str"},
    "emulator_allow_remote": {"type": "bool"},
}
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    **{option: (*OWN[option], *LEGACY[option]) for option in KEYS},
    "profile": PROFILES,
    "assume_role_arn": ("ALIBABA_CLOUD_ASSUME_ROLE_ARN", "ALICLOUD_ASSUME_ROLE_ARN"),
    "assume_role_session_name": ("ALIBABA_CLOUD_ASSUME_ROLE_SESSION_NAME", "ALICLOUD_ASSUME_ROLE_SESSION_NAME"),
    "assume_role_external_id": ("ALIBABA_CLOUD_ASSUME_ROLE_EXTERNAL_ID",),
    "region": ("ALIBABA_CLOUD_REGION_ID", "ALICLOUD_REGION", "ALICLOUD_REGION_ID"),
    "vpc_endpoints": ("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED",),
    "proxy_url": ("ALIBABA_CLOUD_PROXY_URL",),
    "ca_bundle": ("ALIBABA_CLOUD_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"),
    "connect_timeout": ("ALIBABA_CLOUD_CONNECT_TIMEOUT",),
    "read_timeout": ("ALIBABA_CLOUD_READ_TIMEOUT",),
    "max_attempts": ("ALIBABA_CLOUD_MAX_ATTEMPTS",),
    "concurrency": ("ALIBABA_CLOUD_CONCURRENCY",),
    "emulator_url": ("ALIBABA_CLOUD_EMULATOR_URL",),
    "emulator_allow_remote": ("ALIBABA_CLOUD_EMULATOR_ALLOW_REMOTE",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How to reach the cloud; times in seconds. Empty strings mean "not given".

    `origin` says in words where the keys or the profile were given; it is empty if they were not.
    """

    access_key_id: str = ""
    access_key_secret: str = field(default="", repr=False)
    security_token: str = field(default="", repr=False)
    profile: str = ""
    origin: str = ""
    assume_role_arn: str = ""
    assume_role_session_name: str = ""
    assume_role_external_id: str = field(default="", repr=False)
    region: str = ""
    vpc_endpoints: bool = False
    proxy_url: str = field(default="", repr=False)
    ca_bundle: str = ""
    connect_timeout: int = 5
    read_timeout: int = 30
    max_attempts: int = 8
    concurrency: int = 8
    emulator_url: str = ""
    emulator_allow_remote: bool = False

    @classmethod
    def from_params(cls, params: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> Connection:
        """From module parameters and, for what they leave out, the environment. Raises InvalidInput."""
        environment = _stripped(os.environ if environ is None else environ)
        given = {name: value for name, value in _stripped(params).items() if name in CONNECTION_SPEC}
        given = {name: value for name, value in given.items() if value not in (None, "")}
        chosen = choose_origin(given, environment)
        sources = {name: name for name in given}
        for name, variables in ENVIRONMENT.items():
            variable = next((variable for variable in variables if environment.get(variable)), None)
            if variable and name not in given:
                given[name], sources[name] = _typed(name, environment[variable]), variable
        others = {name: value for name, value in given.items() if name not in (*KEYS, "profile")}
        connection = cls(**{**others, **chosen})
        connection._check(sources)
        return connection

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values that must never be shown, in all forms that texts give them."""
        secret = {self.access_key_secret, self.security_token, *passwords(self.proxy_url)}
        return tuple(sorted({form for value in secret for form in forms(value)}))

    @property
    def emulator_warning(self) -> str:
        """The warning whenever the emulator stands for the cloud."""
        return f"Emulator: nothing real was read or changed; all answers come from {self.emulator_url}"

    def _check(self, sources: Mapping[str, str]) -> None:
        for option in ("connect_timeout", "read_timeout", "max_attempts", "concurrency"):
            check_range(option, getattr(self, option))
        for option in ("profile", "assume_role_session_name", "assume_role_external_id"):
            value = getattr(self, option)
            check_seen(option, value, HIDDEN if option == "assume_role_external_id" else value)
        check_role(self.assume_role_arn, self.assume_role_session_name)
        if self.region:
            check_region(sources.get("region", "region"), self.region)
        if self.emulator_url:
            check_emulator(self.emulator_url, allow_remote=self.emulator_allow_remote)
        if self.proxy_url:
            check_proxy(self.proxy_url)
        bundle_of = sources.get("ca_bundle", "")
        # A variable is meant for all programs, and there is no TLS on the way to an emulator.
        if bundle_of == "ca_bundle" or (bundle_of and not self.emulator_url):
            check_bundle(bundle_of, self.ca_bundle)


def all_secrets(params: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> set[str]:
    """Return every secret among raw parameters and the environment, whether it will be used or not."""
    aliases = {option: CONNECTION_SPEC[option].get("aliases", ()) for option in SECRET_OPTIONS}
    return secrets_given(params, os.environ if environ is None else environ, ENVIRONMENT, aliases)


def _stripped(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _typed(name: str, value: str) -> str | int | bool:
    kind = CONNECTION_SPEC[name]["type"]
    if kind == "bool":
        return value.lower() in TRUE_WORDS
    if kind == "int":
        if not (value.isascii() and value.isdigit()):
            raise InvalidInput(ENVIRONMENT[name][0], value, "is not a whole number", "Give a number, or unset it.")
        return int(value)
    return value
