# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide whether a key can encrypt copies to share."""

from __future__ import annotations

from .._images.encryption import SPECS, arn_account
from .._model.errors import InvalidInput
from .._model.key import SERVICE_KEY_ALIAS, Key, KeyType

FOREIGN = (
    "Its policy must also let AliyunECSDiskEncryptDefaultRole and AliyunECSShareEncryptImageDefaultRole of this "
    "account use the key."
)


def check_target_name(option: str, key: str, region: str, account_id: str) -> None:
    """Refuse a key that is wrong by its name alone. Raises InvalidInput."""
    if key == SERVICE_KEY_ALIAS:
        remedy = "Give a customer master key of your own; images under the service key cannot be shared."
        raise InvalidInput(option, key, "is the ECS service key", remedy)
    if arn_account(key) not in ("", account_id) and ":key/" not in key:
        remedy = "Give the ARN of the key itself; aliases do not cross accounts."
        raise InvalidInput(option, key, f"is an alias of account {arn_account(key)}", remedy)
    if arn_account(key) and key.split(":")[2] != region:
        remedy = f"KMS keys serve one region; give a key of {region}."
        raise InvalidInput(option, key, f"is in {key.split(':')[2]}, not in {region}", remedy)


def check_target_key(option: str, given: str, key: Key | None, region: str, what: str = "copies") -> Key:
    """Return the key, if ECS can encrypt `what` in `region` with it. Raises InvalidInput."""
    if key is None and ":key/" in given:
        remedy = f"Check the ARN. Another account's key must let this caller use kms:DescribeKey. {FOREIGN}"
        raise InvalidInput(option, given, f"is not found in {region}", remedy)
    if key is None:
        remedy = f"Give the id, ARN or alias of a key of {region}."
        raise InvalidInput(option, given, f"is not found in {region}", remedy)
    if key.key_type is KeyType.SERVICE:
        remedy = "Give a customer master key of your own; images under a service key cannot be shared."
        raise InvalidInput(option, given, f"is a service key (made by {key.creator})", remedy)
    if key.usage != "ENCRYPT/DECRYPT" or key.spec not in SPECS:
        remedy = f"Give a symmetric key of spec {' or '.join(SPECS)}."
        problem = f"has spec {key.spec} and usage {key.usage} and cannot encrypt {what}"
        raise InvalidInput(option, given, problem, remedy)
    if key.state != "Enabled":
        remedy = "Enable it in KMS, or give another key."
        raise InvalidInput(option, given, f"is {key.state} and cannot encrypt {what}", remedy)
    return key


def foreign_account(key: Key, account_id: str) -> str:
    """Return the owner of a key, if that is another account than this one; else empty."""
    return "" if key.account_id in ("", account_id) else key.account_id
