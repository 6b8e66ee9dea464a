# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Accounts that images are shared with: their form, and which are allowed."""

from __future__ import annotations

from collections.abc import Sequence

from .._model.errors import InvalidInput


def check_accounts(option: str, accounts: Sequence[str], own_account: str) -> None:
    """Refuse what ECS would refuse or drop. Raises InvalidInput."""
    for account in accounts:
        if not (account.isascii() and account.isdigit()):
            remedy = "Give the id (UID) of an Alibaba Cloud account, digits only."
            raise InvalidInput(option, account, "is not an account id", remedy)
        if account == own_account:
            raise InvalidInput(option, account, "is the image's own account", "Leave it out.")
    doubled = sorted({account for account in accounts if accounts.count(account) > 1})
    if doubled:
        raise InvalidInput(option, doubled[0], "is given more than once", "Name each account once.")


def outsiders(shared_with: Sequence[str], allowed: Sequence[str]) -> list[str]:
    """Return the accounts that have an image and are not allowed to, none where nothing is limited."""
    return [account for account in shared_with if allowed and account not in allowed]
