# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The forms that values must have, before any call is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .._core.times import age_option, time_option
from .._core.written import KEY_ALIAS, check_run
from .._model.errors import InvalidInput
from .._model.region_id import check_region
from .variable import Kind

# Controls of ASCII and C1, and marks that turn the direction of text; names and paths have none of these.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OWNERS = ("self", "shared")
ALL = "all"
KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
KEY_ARN = re.compile(r"acs:kms:[a-z0-9-]+:[0-9]+:(key/[A-Za-z0-9_-]{1,128}|alias/[A-Za-z0-9/_-]{1,249})")
ROLE_ARN = re.compile(r"acs:ram::[0-9]+:role/[A-Za-z0-9.-]{1,64}")
PATH_BYTES = 4095
# What images_consumer_launch says of an instance.
OF_INSTANCE = {
    "instance_type",
    "vswitch_id",
    "security_group_id",
    "kms_key_id",
    "disk_category",
    "start",
    "wait_timeout",
}


def check_text(name: str, text: str) -> None:
    """Refuse text with characters that cannot be seen. Raises InvalidInput."""
    found = UNSEEN.search(text)
    if found:
        raise InvalidInput(name, text, f"has the control character U+{ord(found[0]):04X}", "Remove it.")


def check_account(name: str, account: str) -> None:
    """Refuse what is no account id. Raises InvalidInput."""
    if not (account.isascii() and account.isdigit()):
        raise InvalidInput(
            name, account, "is not an account id", "Give the id (UID) of an Alibaba Cloud account, digits only."
        )


def check_key(name: str, key: str) -> None:
    """Refuse what is neither a key's id nor its ARN nor an alias. Raises InvalidInput."""
    if not any(form.fullmatch(key) for form in (KEY_ID, KEY_ALIAS, KEY_ARN)):
        remedy = "Give its id, its ARN (acs:kms:<region>:<account>:key/<id>), or alias/<name>."
        raise InvalidInput(name, key, "is not a KMS key's id, ARN or alias", remedy)


def _check_region_or_all(name: str, region: str) -> None:
    if region != ALL:
        check_region(name, region, f"Write ids like cn-beijing, or {ALL}.")


def _check_path(name: str, path: str) -> None:
    if "\n" in path or len(path.encode()) > PATH_BYTES:
        shown = f"{path[:60]}..." if len(path) > 60 else path
        raise InvalidInput(name, shown, "cannot be a path", f"Give one line of at most {PATH_BYTES} bytes.")


def _check_glob(name: str, glob: str) -> None:
    opened = glob.rfind("[")
    if opened >= 0 and "]" not in glob[opened + 2 :]:
        raise InvalidInput(name, glob, "has a [ without its ]", "Write a glob like web-* or web-[0-9].")


def _check_owner(name: str, owner: str) -> None:
    if owner not in OWNERS and not (owner.isascii() and owner.isdigit()):
        raise InvalidInput(name, owner, "is no owner", "Give self, shared, or the id (UID) of an account.")


def _check_role(name: str, role: str) -> None:
    if not ROLE_ARN.fullmatch(role):
        raise InvalidInput(name, role, "is not a role's ARN", "Write acs:ram::<account id>:role/<name>.")


def _check_of_account(name: str, item: Any) -> None:
    if not isinstance(item, str | Mapping):
        raise InvalidInput(name, item, "is neither text nor a mapping", "Write account=value, or a mapping.")


def _check_instance(name: str, item: Any) -> None:
    """Check the description of an instance, for an account or for each of its regions."""
    if not isinstance(item, Mapping):
        raise InvalidInput(name, item, "is not a mapping", "Write account: {instance_type: ..., vswitch_id: ...}.")
    is_one = bool(OF_INSTANCE & set(item))
    for region in () if is_one else item:
        check_region(name, region)
    for part in (item,) if is_one else item.values():
        if not isinstance(part, Mapping):
            raise InvalidInput(name, part, "is no instance", "Give instance_type, vswitch_id and security_group_id.")
        if unknown := sorted(set(map(str, part)) - OF_INSTANCE):
            known = ", ".join(sorted(OF_INSTANCE))
            raise InvalidInput(name, unknown[0], "is not known of an instance", f"Give {known}.")
        if not isinstance(part.get("start", False), bool):
            raise InvalidInput(name, part["start"], "is neither true nor false", "Give start: true, or leave it out.")


CHECKS: Mapping[Kind, Callable[[str, Any], object]] = {
    Kind.REGION: check_region,
    Kind.REGIONS: check_region,
    Kind.REGIONS_OR_ALL: _check_region_or_all,
    Kind.KEY: check_key,
    Kind.KEYS: check_key,
    Kind.PATH: _check_path,
    Kind.GLOBS: _check_glob,
    Kind.OWNERS: _check_owner,
    Kind.DATE: time_option,
    Kind.AGE: age_option,
    Kind.RUN: check_run,
    Kind.ROLES: _check_role,
    Kind.BY_ACCOUNT: _check_of_account,
    Kind.INSTANCES: _check_instance,
}


def check_item(kind: Kind, name: str, item: Any) -> None:
    """Check one value, or one item of a list or mapping, by its kind. Raises InvalidInput."""
    check = CHECKS.get(kind)
    if check:
        check(name, item)
