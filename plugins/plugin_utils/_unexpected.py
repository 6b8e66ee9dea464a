# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Word an unexpected exception: never empty, without secrets, with its traceback at -vvv."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

from ansible.utils.display import Display

from ..module_utils._client.connection import ENVIRONMENT, all_secrets
from ..module_utils._client.masks import Masks

# What masks of modules leave to `no_log`, or mask in part.
MORE = ("assume_role_external_id", "proxy_url")

display = Display()


def unexpected(what: str, error: Exception, connection: Mapping[str, Any]) -> str:
    """Return the sentence for a failed task. `what` is the module or step that ended, `connection` its options."""
    masks = Masks(all_secrets(connection))
    masks.update(str(connection[option]) for option in MORE if connection.get(option))
    masks.update(value for option in MORE for name in ENVIRONMENT.get(option, ()) if (value := os.environ.get(name)))
    display.vvv(hidden("".join(traceback.format_exception(error)), masks))
    words = " ".join(hidden(str(error), masks).split())
    return (
        f"{what} ended unexpectedly: {type(error).__name__}{f': {words}' if words else ''}. -vvv shows the traceback."
    )


def hidden(text: str, secrets: Iterable[str]) -> str:
    """Return a text in which secrets are stars."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
