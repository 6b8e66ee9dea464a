# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the keys come from: given ones, a profile, or the first origin of the vendor's default chain that is there.

All classes have the one method that the SDK's clients use of a credential: `get_credential()`. An origin that is there
and does not work is an error: the next one may belong to another account. Roles are assumed by calls of our own, which
go where all calls go; what the vendor's library alone can ask is refused with an emulator.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .._model.errors import CredentialsError, InvalidInput
from .._model.region_id import check_region
from .connection import Connection
from .keys import AssumedRole, Credential, Exchange, First, Keys
from .masks import forms
from .origin import check_visible
from .profiles import Profile, current_profile, find_profile, ini_profile
from .vendor import from_instance, from_profile, from_uri

SESSION_NAME = "imageops-alicloud"
NO_METADATA = "ALIBABA_CLOUD_ECS_METADATA_DISABLED"
ADVICE = "Give access_key_id and access_key_secret, or profile"


class Source:
    """The credential before a role of the connection is assumed. It is looked for when it is needed first."""

    def __init__(self, connection: Connection, exchange: Exchange, environ: Mapping[str, str] | None = None) -> None:
        self._connection = connection
        self._exchange = exchange
        self._environ = os.environ if environ is None else environ
        self._lock = threading.Lock()
        self._inner: Credential | None = None
        self.name = ""
        self.secrets: set[str] = set()

    def get_credential(self) -> Any:
        """The keys. Raises CredentialsError."""
        with self._lock:
            if self._inner is None:
                self.name, self._inner = self._find()
            inner = self._inner
        try:
            model = inner.get_credential()
        except CredentialsError as error:
            raise CredentialsError(f"no credentials from {self.name}: {error}. {ADVICE}") from None
        self.secrets |= forms(model.access_key_secret or "") | forms(model.security_token or "")
        return model

    def _find(self) -> tuple[str, Credential]:
        connection = self._connection
        if connection.access_key_id:
            return connection.origin or "the options access_key_id and access_key_secret", Keys(
                connection.access_key_id, connection.access_key_secret, connection.security_token
            )
        if connection.profile:
            origin = connection.origin or "the option profile"
            try:
                profile = find_profile(self._home / ".aliyun" / "config.json", connection.profile)
                return f"{profile}, named by {origin}", self._of_profile(profile)
            except CredentialsError as error:
                raise CredentialsError(
                    f"no credentials from the profile {connection.profile!r} ({origin}): {error}. {ADVICE}"
                ) from None
        return self._of_chain()

    @property
    def _home(self) -> Path:
        return Path(self._environ.get("HOME") or "~").expanduser()

    def _of_chain(self) -> tuple[str, Credential]:
        """The first origin of the vendor's chain that is there. Raises CredentialsError."""
        environ = self._environ
        roles = ("ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE")
        absent = ["no option gives keys or a profile, nor ALIBABA_CLOUD_ACCESS_KEY_ID or ALIBABA_CLOUD_PROFILE"]
        if all(environ.get(name) for name in roles):
            return "ALIBABA_CLOUD_OIDC_TOKEN_FILE and ALIBABA_CLOUD_ROLE_ARN", self._of_token_in_environment()
        is_off = _is_true(environ.get("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"))
        cli = self._home / ".aliyun" / "config.json"
        ini = Path(environ.get("ALIBABA_CLOUD_CREDENTIALS_FILE") or self._home / ".alibabacloud" / "credentials.ini")
        try:
            profile = None if is_off else current_profile(cli)
            if profile is None:
                off = "is switched off by ALIBABA_CLOUD_CLI_PROFILE_DISABLED"
                absent.append(f"{cli} {off if is_off else 'is not there or holds no key'}")
                profile = ini_profile(ini)
            if profile is not None:
                return str(profile), self._of_profile(profile)
        except CredentialsError as error:
            raise CredentialsError(f"no credentials: {error}. {ADVICE}") from None
        absent.append(f"{ini} is not there or has no section 'default'")
        return "the default chain", First(self._served(absent), absent, self._named)

    def _named(self, name: str) -> None:
        self.name = name

    def _served(self, absent: list[str]) -> list[tuple[str, Callable[[], Credential]]]:
        """What may hand out credentials by HTTP: the instance's metadata, and an address that is given."""
        environ, connection = self._environ, self._connection
        uri = environ.get("ALIBABA_CLOUD_CREDENTIALS_URI") or ""
        found: list[tuple[str, Callable[[], Credential]]] = []
        if connection.emulator_url:
            absent.append("the instance's RAM role and ALIBABA_CLOUD_CREDENTIALS_URI are not asked with an emulator")
        elif _is_true(environ.get(NO_METADATA)):
            absent.append(f"the instance's RAM role is switched off by {NO_METADATA}")
        else:
            role = environ.get("ALIBABA_CLOUD_ECS_METADATA") or ""
            found.append(("the instance's RAM role", lambda: from_instance(connection, role)))
        if uri and not connection.emulator_url:
            found.append(("ALIBABA_CLOUD_CREDENTIALS_URI", lambda: from_uri(connection, uri)))
        return found

    def _of_profile(self, profile: Profile) -> Credential:
        mode = profile.mode
        if mode in ("AK", "StsToken", "RamRoleArn"):
            token = profile.text("sts_token") if mode == "StsToken" else ""
            keys = {"access_key_id": profile.text("access_key_id"), "sts_token": token}
            for field, value in {**keys, "access_key_secret": profile.text("access_key_secret")}.items():
                _check(profile, field, value)
            static = Keys(keys["access_key_id"], profile.text("access_key_secret"), token)
            return self._role(profile, static) if mode == "RamRoleArn" else static
        if mode == "ChainableRamRoleArn" and profile.source:
            return self._role(profile, self._of_profile(profile.source))
        if mode == "OIDC":
            return self._token_role(profile)
        if self._connection.emulator_url:
            raise CredentialsError(
                f"{profile} asks others than the services of the cloud, and the emulator does not stand for these. "
                "With an emulator, use a profile of the mode AK, StsToken, RamRoleArn, ChainableRamRoleArn or OIDC"
            )
        if mode == "EcsRamRole" and _is_true(self._environ.get(NO_METADATA)):
            raise CredentialsError(f"{profile} needs the instance's metadata, which {NO_METADATA} switches off")
        return from_profile(self._connection, profile)

    def _role(self, profile: Profile, source: Credential) -> Credential:
        query = {"RoleArn": profile.text("ram_role_arn"), **_options(profile, "ram_session_name")}
        if profile.text("external_id"):
            query["ExternalId"] = profile.text("external_id")
        host = self._sts_host(profile)
        return AssumedRole(lambda: self._exchange("AssumeRole", query, source, host))

    def _token_role(self, profile: Profile) -> Credential:
        query = {
            "RoleArn": profile.text("ram_role_arn"),
            "OIDCProviderArn": profile.text("oidc_provider_arn"),
            **_options(profile, "role_session_name"),
        }
        host = self._sts_host(profile)

        def assume() -> Mapping[str, Any]:
            # The platform writes a new token into the file before the old one ends.
            token = _read_token(Path(profile.text("oidc_token_file")))
            return self._exchange("AssumeRoleWithOIDC", {**query, "OIDCToken": token}, None, host)

        return AssumedRole(assume)

    def _of_token_in_environment(self) -> Credential:
        environ = self._environ
        fields = {
            "ram_role_arn": environ["ALIBABA_CLOUD_ROLE_ARN"],
            "oidc_provider_arn": environ["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"],
            "oidc_token_file": environ["ALIBABA_CLOUD_OIDC_TOKEN_FILE"],
            "role_session_name": environ.get("ALIBABA_CLOUD_ROLE_SESSION_NAME", ""),
        }
        return self._token_role(Profile(name="environment", mode="OIDC", path=Path(), fields=fields))

    def _sts_host(self, profile: Profile) -> str:
        """The host of STS that a profile or the environment asks for. Raises CredentialsError."""
        region = profile.text("sts_region") or (self._environ.get("ALIBABA_CLOUD_STS_REGION") or "").strip()
        try:
            if region:
                check_region("sts_region", region)
        except InvalidInput as error:
            raise CredentialsError(str(error)) from None
        in_vpc = self._connection.vpc_endpoints or profile.fields.get("enable_vpc") is True
        return f"sts{'-vpc' if in_vpc else ''}.{region}.aliyuncs.com" if region else ""


def _options(profile: Profile, session_name: str) -> dict[str, str]:
    """What both ways to a role's session take."""
    query = {"RoleSessionName": profile.text(session_name) or SESSION_NAME}
    if profile.text("expired_seconds") not in ("", "0"):
        query["DurationSeconds"] = profile.text("expired_seconds")
    if profile.text("policy"):
        query["Policy"] = profile.text("policy")
    return query


def _check(profile: Profile, field: str, value: str) -> None:
    try:
        check_visible(field, value)
    except InvalidInput as error:
        raise CredentialsError(f"{profile}: {error}") from None


def _read_token(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except OSError as error:
        raise CredentialsError(f"the token file {path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise CredentialsError(f"the token file {path} does not hold a token") from None


def _is_true(value: str | None) -> bool:
    return (value or "").strip().lower() == "true"
