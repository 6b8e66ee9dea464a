# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Credentials that the vendor's library gets from others than the cloud's services: sign-in pages, metadata, programs.

Its calls go through the proxy and trust the bundle of the connection. Its errors can hold requests and tokens, so only
types and numbers are taken from them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .._model.errors import CredentialsError
from .causes import cause_of, status_of
from .connection import Connection
from .profiles import Profile
from .sdk import load

LIBRARY = "alibabacloud-credentials"
PROVIDERS = "alibabacloud_credentials.provider"


class Vendors:
    """A provider of the library. It is made with the first call, since some refuse while they are made."""

    def __init__(self, make: Callable[[], Any], connection: Connection) -> None:
        self._make = make
        self._bundle = connection.ca_bundle
        self._client: Any = None

    def get_credential(self) -> Any:
        """The library's answer. Raises CredentialsError."""
        load("alibabacloud_credentials.client", LIBRARY)
        try:
            if self._client is None:
                self._client = self._connect()
            return self._client.get_credential()
        except CredentialsError:
            raise
        # The library raises what its parts raise.
        except Exception as error:  # noqa: BLE001
            reason = status_of(error) or cause_of(error).detail
        raise CredentialsError(f"the vendor's library got none ({reason})")

    def _connect(self) -> Any:
        provider = self._make()
        options = getattr(provider, "_runtime_options", None)
        if self._bundle and isinstance(options, dict):
            options["ca"] = self._bundle
        return load("alibabacloud_credentials.client", LIBRARY).Client(provider=provider)


def from_instance(connection: Connection, role: str) -> Vendors:
    """The RAM role of the instance that this runs on."""
    providers = load(f"{PROVIDERS}.ecs_ram_role", LIBRARY)
    # Metadata is read from the instance itself, never through a proxy.
    return Vendors(
        lambda: providers.EcsRamRoleCredentialsProvider(role_name=role or None, async_update_enabled=False), connection
    )


def from_uri(connection: Connection, uri: str) -> Vendors:
    """The address in ALIBABA_CLOUD_CREDENTIALS_URI."""
    providers = load(f"{PROVIDERS}.uri", LIBRARY)
    return Vendors(lambda: providers.URLCredentialsProvider(uri=uri, http_options=_http(connection)), connection)


def from_profile(connection: Connection, profile: Profile) -> Vendors:
    """A profile whose credentials others hand out. Raises CredentialsError for one that cannot work."""
    if profile.mode == "EcsRamRole":
        return from_instance(connection, profile.text("ram_role_name"))
    if profile.mode == "CloudSSO":
        return Vendors(_signed_in(connection, profile), connection)
    if profile.mode == "RsaKeyPair":
        providers = load(f"{PROVIDERS}.rsa_key_pair", LIBRARY)
        return Vendors(
            lambda: providers.RsaKeyPairCredentialsProvider(
                public_key_id=profile.text("public_key_id"),
                private_key_file=profile.text("private_key_file"),
                http_options=_http(connection),
            ),
            connection,
        )
    return Vendors(_written_back(connection, profile), connection)


def _signed_in(connection: Connection, profile: Profile) -> Callable[[], Any]:
    """The sign-in page of CloudSSO, whose token a person gets with the CLI."""
    page, ends = profile.text("cloud_sso_sign_in_url"), profile.text("cloud_sso_access_token_expire")
    if not page.startswith("https://"):
        raise CredentialsError(f"{profile} has a cloud_sso_sign_in_url that does not begin with https://")
    if not (ends.isascii() and ends.isdigit()) or int(ends) <= time.time():
        moment = f"{datetime.fromtimestamp(int(ends), UTC):%Y-%m-%dT%H:%M:%SZ}" if ends.isdigit() else "an unknown time"
        raise CredentialsError(
            f"the sign-in of {profile} expired at {moment}. Sign in again with: aliyun configure --mode CloudSSO "
            f"--profile {profile.name}"
        )
    providers = load(f"{PROVIDERS}.cloud_sso", LIBRARY)
    return lambda: providers.CloudSSOCredentialsProvider(
        sign_in_url=page,
        account_id=profile.text("cloud_sso_account_id"),
        access_config=profile.text("cloud_sso_access_config"),
        access_token=profile.text("access_token"),
        access_token_expire=int(ends),
        http_options=_http(connection),
    )


def _written_back(connection: Connection, profile: Profile) -> Callable[[], Any]:
    """OAuth and External: the library keeps what it got in the CLI's file, so it reads the profile itself."""
    profiles = load(f"{PROVIDERS}.cli_profile", LIBRARY)

    def make() -> Any:
        reader = profiles.CLIProfileCredentialsProvider(profile_name=profile.name, profile_file=str(profile.path))
        # Only so does the provider keep new tokens in the file and take a proxy.
        provider = reader._get_credentials_provider({"profiles": [dict(profile.fields)]}, profile.name)  # noqa: SLF001
        options = getattr(provider, "_runtime_options", None)
        if isinstance(options, dict):
            options |= {
                "httpsProxy": connection.proxy_url or None,
                "connectTimeout": connection.connect_timeout * 1000,
                "readTimeout": connection.read_timeout * 1000,
            }
        return provider

    return make


def _http(connection: Connection) -> Any:
    return load("alibabacloud_credentials.http", LIBRARY).HttpOptions(
        proxy=connection.proxy_url or None,
        connect_timeout=connection.connect_timeout * 1000,
        read_timeout=connection.read_timeout * 1000,
    )
