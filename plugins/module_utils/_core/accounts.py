# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Accounts that images are shared with: their form, and which are allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._model.errors import InvalidInput
from .text import list_option

ACCOUNT_DIGITS = 16
ACCOUNT_OPTIONS = ("accounts", "share_accounts", "allowed_accounts", "targets")


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


def account_warnings(name: str, accounts: Sequence[str]) -> list[str]:
    """Return a sentence for each account id of another length than usual. No source states the length."""
    return [
        f"{name}: account {account} has {_digits(account)}; account ids usually have {ACCOUNT_DIGITS}. Check it."
        for account in dict.fromkeys(accounts)
        if account.isascii() and account.isdigit() and len(account) != ACCOUNT_DIGITS
    ]


def warnings_of(params: Mapping[str, Any]) -> list[str]:
    """Return these sentences for all accounts among a module's parameters."""
    return [
        text
        for option in ACCOUNT_OPTIONS
        for text in account_warnings(option, list_option(params.get(option) or (), option))
    ]


def _digits(account: str) -> str:
    return "1 digit" if len(account) == 1 else f"{len(account)} digits"


def outsiders(shared_with: Sequence[str], allowed: Sequence[str]) -> list[str]:
    """Return the accounts that have an image and are not allowed to, none where nothing is limited."""
    return [account for account in shared_with if allowed and account not in allowed]
