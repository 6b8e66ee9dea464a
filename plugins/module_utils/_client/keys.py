# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keys as the SDK's clients take them: fixed ones, those of a role's session, or the first of several origins."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from .._model.errors import CredentialsError
from .answer import text
from .sdk import load

LIBRARY = "alibabacloud-credentials"
REFRESH_BEFORE_SECONDS = 300


class Credential(Protocol):
    """What the SDK asks of a credential."""

    def get_credential(self) -> Any:
        """The SDK's CredentialModel with key id, secret, token and type."""


class Exchange(Protocol):
    """A call of STS that gives credentials, on behalf of others or, with None, unsigned."""

    def __call__(
        self, action: str, query: Mapping[str, str], source: Credential | None, host: str = ""
    ) -> Mapping[str, Any]:
        """The answer's `Credentials`."""


def model_of(key: str, secret: str, token: str) -> Any:
    """The SDK's form of keys."""
    return load("alibabacloud_credentials.models", LIBRARY).CredentialModel(
        access_key_id=key,
        access_key_secret=secret,
        security_token=token or None,
        type="sts" if token else "access_key",
        provider_name="imageops",
    )


class Keys:
    """Keys that do not change."""

    def __init__(self, key: str, secret: str, token: str = "") -> None:
        self._model = model_of(key, secret, token)

    def get_credential(self) -> Any:
        """The keys."""
        return self._model


class First:
    """The first of several that answers; it stays the one. `absent` are the origins that are not there."""

    def __init__(
        self, makers: list[tuple[str, Callable[[], Credential]]], absent: list[str], chosen: Callable[[str], None]
    ) -> None:
        self._makers = makers
        self._absent = absent
        self._tell = chosen
        self._chosen: Credential | None = None

    def get_credential(self) -> Any:
        """Its keys. Raises CredentialsError with the reason of every origin."""
        if self._chosen is not None:
            return self._chosen.get_credential()
        reasons = list(self._absent)
        for name, make in self._makers:
            try:
                credential = make()
                model = credential.get_credential()
            except CredentialsError as error:
                reasons.append(f"{name}: {error}")
                continue
            self._chosen = credential
            self._tell(name)
            return model
        raise CredentialsError("; ".join(reasons))


class AssumedRole:
    """A role's session that renews itself, so that waits may outlive a token.

    `assume` calls STS and returns its `Credentials` object.
    """

    def __init__(self, assume: Callable[[], Mapping[str, Any]]) -> None:
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
        self._model = model_of(*(text(answer, key) for key in ("AccessKeyId", "AccessKeySecret", "SecurityToken")))
        try:
            ends = datetime.strptime(text(answer, "Expiration"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            raise CredentialsError("STS answered without the time when the session ends") from None
        self._renew_at = ends.timestamp() - REFRESH_BEFORE_SECONDS
