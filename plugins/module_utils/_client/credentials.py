# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the keys come from: given ones, an aliyun CLI profile, the vendor's default chain, and a role assumed on top.

All classes have the one method that the SDK's clients use of a credential: `get_credential()`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from .._model.errors import CredentialsError
from .connection import Connection
from .sdk import load

LIBRARY = "alibabacloud-credentials"
REFRESH_BEFORE_SECONDS = 300
SESSION_NAME = "imageops-alicloud"
CHAIN = (
    "access_key_id and access_key_secret, profile, ALIBABA_CLOUD_ACCESS_KEY_ID, OIDC, ~/.aliyun/config.json, "
    "~/.alibabacloud/credentials.ini, the instance's RAM role, ALIBABA_CLOUD_CREDENTIALS_URI"
)


class Credential(Protocol):
    """What the SDK asks of a credential."""

    def get_credential(self) -> Any:
        """The SDK's CredentialModel with key id, secret, token and type."""


def source_credential(connection: Connection) -> Credential:
    """The credential before a role is assumed. Raises CredentialsError."""
    client = load("alibabacloud_credentials.client", LIBRARY)
    if connection.access_key_id:
        config = load("alibabacloud_credentials.models", LIBRARY).Config(
            type="sts" if connection.security_token else "access_key",
            access_key_id=connection.access_key_id,
            access_key_secret=connection.access_key_secret,
            security_token=connection.security_token or None,
        )
        return _Checked(client.Client(config), "access_key_id")
    if connection.profile:
        profiles = load("alibabacloud_credentials.provider.cli_profile", LIBRARY)
        provider = profiles.CLIProfileCredentialsProvider(profile_name=connection.profile)
        return _Checked(client.Client(provider=provider), f"the profile {connection.profile!r}")
    return _Checked(client.Client(), f"any source ({CHAIN})")


class _Checked:
    """A credential of the library whose errors are replaced: theirs can hold requests and tokens."""

    def __init__(self, inner: Credential, source: str) -> None:
        self._inner = inner
        self._source = source

    def get_credential(self) -> Any:
        """The library's answer. Raises CredentialsError."""
        failures = (
            load("alibabacloud_credentials.exceptions", LIBRARY).CredentialException,
            load("Tea.exceptions", LIBRARY).TeaException,
            ValueError,
            OSError,
            LookupError,
            TypeError,
            AttributeError,
        )
        try:
            return self._inner.get_credential()
        except failures as error:
            kind = type(error).__name__
        raise CredentialsError(f"no credentials from {self._source} ({kind}). Give access_key_id and access_key_secret")


class AssumedRole:
    """A role's session that renews itself, so that waits may outlive a token.

    `assume` calls STS AssumeRole and returns its `Credentials` object.
    """

    def __init__(self, assume: Callable[[], dict[str, str]]) -> None:
        self._assume = assume
        self._lock = threading.Lock()
        self._model: Any = None
        self._renew_at = 0.0

    def get_credential(self) -> Any:
        """The session's keys, renewed five minutes before they end."""
        with self._lock:
            if time.time() >= self._renew_at:
                self._renew()
            return self._model

    def _renew(self) -> None:
        answer = self._assume()
        self._model = load("alibabacloud_credentials.models", LIBRARY).CredentialModel(
            access_key_id=answer["AccessKeyId"],
            access_key_secret=answer["AccessKeySecret"],
            security_token=answer["SecurityToken"],
            type="sts",
            provider_name="imageops_assume_role",
        )
        ends = datetime.strptime(answer["Expiration"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        self._renew_at = ends.timestamp() - REFRESH_BEFORE_SECONDS
