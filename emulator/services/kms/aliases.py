# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateAlias and ListAliasesByKeyId."""

from __future__ import annotations

import re

from ...actions.declare import Answer, Call, Note, action
from .find import find, key_of_call, key_resource, managed_key
from .lists import shown_page

_ALIAS = re.compile(r"alias/[A-Za-z0-9_/-]{1,255}")
_LONGEST = 255
_RESERVED = "alias/acs"


def _resources(call: Call) -> list[str]:
    alias = call.parameters.text("AliasName")
    return [f"acs:kms:{call.region_id}:{call.account.id}:{alias}", *key_resource(call)]


@action(
    "kms",
    "CreateAlias",
    mutating=True,
    resources=_resources,
    models=("AliasName", "KeyId"),
    errors=(
        "AliasAlreadyExists", "Forbidden.KeyNotFound", "InvalidParameter", "Rejected.StateModifiedFailed",
        "Unsupported.Alias", "UnsupportedOperation",
    ),
    notes=(
        Note(
            "1 to 255 characters, not `alias/acs`; whether `alias/` is among them: setting alias_prefix_counts",
            "KMS-SDK",
        ),
        Note("unique in account and region", "KMS-2021"),
        Note("its characters: letters, digits, `_`, `-`, `/`", "assumed"),
        Note("a key may have several aliases; not while PendingDeletion", "KMS-2021"),
        Note("RAM: the alias and the key", "KMS-RAM"),
    ),
)  # fmt: skip
def create_alias(call: Call) -> Answer:
    """Give a key another name."""
    alias = call.parameters.text("AliasName")
    too_long = call.cloud.settings.alias_prefix_counts and len(alias) > _LONGEST
    if not _ALIAS.fullmatch(alias) or too_long or alias.startswith(_RESERVED):
        raise call.invalid("AliasName")
    key = managed_key(call)
    if key.state == "PendingDeletion":
        raise call.refuse("Rejected.StateModifiedFailed")
    if find(call, alias) is not None:
        raise call.refuse("AliasAlreadyExists")
    key.aliases.append(alias)
    return {}


@action(
    "kms",
    "ListAliasesByKeyId",
    resources=key_resource,
    models=("KeyId", "PageNumber", "PageSize"),
    errors=("Forbidden.KeyNotFound", "InvalidParameter", "Unsupported.Alias"),
    notes=(
        Note("10 a page by default, 101 at most, 0 allowed", "KMS-SDK"),
        Note("the service key has `alias/acs/ecs`", "UG-enc"),
        Note("an unknown key is not found", "KMS-2021; here: assumed"),
    ),
)
def list_aliases_by_key_id(call: Call) -> Answer:
    """List the names of a key."""
    found = key_of_call(call)
    arn = f"acs:kms:{call.region_id}:{found.owner.id}:"
    page, counts = shown_page(call, found.key.aliases, smallest=0, largest=101)
    shown = [{"AliasName": alias, "AliasArn": arn + alias, "KeyId": found.key.id} for alias in page]
    return {**counts, "Aliases": {"Alias": shown}}
