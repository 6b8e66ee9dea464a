# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which key a call means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...access import key_policies
from ...access.evaluate import Question, Verdict
from ...actions.declare import Call
from ...state.accounts import Account
from ...state.images import Key

_NAME = re.compile(r"[\w/:.-]{1,255}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """A key and its account."""

    owner: Account
    key: Key

    def arn(self, call: Call) -> str:
        """`acs:kms:<region>:<account>:key/<id>`."""
        return f"acs:kms:{call.region_id}:{self.owner.id}:key/{self.key.id}"


def find(call: Call, name: str) -> Found | None:
    """A key of this region by id, alias or ARN; another account's by ARN, if its policy lets the caller."""
    prefix = f"acs:kms:{call.region_id}:{call.account.id}:"
    if name.startswith("acs:kms:") and not name.startswith(prefix):
        return _foreign(call, name)
    relative = name.removeprefix(prefix)
    key = call.region.keys.get(relative.removeprefix("key/")) if name != relative else call.region.find_key(name)
    key = key or (call.region.key_by_alias(relative) if relative.startswith("alias/") else None)
    return None if key is None else Found(call.account, key)


def _foreign(call: Call, arn: str) -> Found | None:
    found = key_policies.key_of_arn(call.cloud, arn)
    if found is None or not arn.startswith(f"acs:kms:{call.region_id}:"):
        return None
    question = Question(call.action.ram, arn, call.context)
    says = key_policies.says(*found, call.account, call.principal.relative_id, question)
    return Found(*found) if says is Verdict.ALLOW else None


def key_resource(call: Call) -> list[str]:
    """The key of the call as policies name it."""
    name = call.parameters.text("KeyId")
    if name.startswith("acs:kms:") and ":alias/" not in name:
        return [name]
    found = find(call, name)
    if found is not None:
        return [found.arn(call)]
    return [f"acs:kms:{call.region_id}:{call.account.id}:key/{name}"]


def is_alias(name: str) -> bool:
    """Whether a name is an alias or its ARN."""
    return name.startswith("alias/") or ":alias/" in name


def key_of_call(call: Call) -> Found:
    """The key that KeyId names, by id or ARN; an alias is not taken."""
    name = checked_name(call)
    if is_alias(name):
        raise call.refuse("Unsupported.Alias")
    found = find(call, name)
    if found is None:
        raise call.refuse("Forbidden.KeyNotFound")
    return found


def managed_key(call: Call) -> Key:
    """The key of the call if it can be managed: the service key cannot."""
    key = key_of_call(call).key
    if key.is_service_key:
        raise call.refuse("UnsupportedOperation")
    return key


def checked_name(call: Call) -> str:
    """KeyId, which must look like a name of a key."""
    name = call.parameters.text("KeyId")
    if not _NAME.fullmatch(name):
        raise call.invalid("KeyId")
    return name
