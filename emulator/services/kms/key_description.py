# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""UpdateKeyDescription."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Note, action
from .find import key_resource, managed_key

_LENGTH = 8192


@action(
    "kms",
    "UpdateKeyDescription",
    mutating=True,
    resources=key_resource,
    models=("Description", "KeyId"),
    errors=("Forbidden.KeyNotFound", "InvalidParameter", "Unsupported.Alias", "UnsupportedOperation"),
    notes=(
        Note("replaces the description, at most 8,192 characters as in CreateKey", "KMS-SDK; the limit here: assumed"),
        Note("the service key cannot be managed, an alias is not taken, an unknown key is not found", "assumed"),
    ),
)
def update_key_description(call: Call) -> Answer:
    """Describe a key anew."""
    description = call.parameters.text("Description")
    if len(description) > _LENGTH:
        raise call.invalid("Description")
    managed_key(call).description = description
    return {}
