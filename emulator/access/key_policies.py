# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key policies: what the policy on a key says to whom, beside the caller's own policies."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..state.accounts import Account
from ..state.cloud import Cloud
from ..state.images import Key
from .evaluate import Question, Verdict, grants

_KEY_ARN = re.compile(r"acs:kms:([a-z0-9-]+):([0-9]{1,20}):key/(.+)")


def default_policy(account: Account) -> dict[str, Any]:
    """The policy of a key that was made without one."""
    statement = {
        "Sid": "kms default key policy",
        "Effect": "Allow",
        "Principal": {"RAM": [f"acs:ram::{account.id}:*"]},
        "Action": ["kms:*"],
        "Resource": ["*"],
    }
    return {"Version": "1", "Statement": [statement]}


def document(account: Account, key: Key) -> Mapping[str, Any] | None:
    """The key's policy; only keys in a KMS instance have one."""
    if key.instance is None:
        return None
    parsed: Mapping[str, Any] = json.loads(key.policy) if key.policy else default_policy(account)
    return parsed


def key_of_arn(cloud: Cloud, arn: str) -> tuple[Account, Key] | None:
    """The key that an ARN names, with its account."""
    found = _KEY_ARN.fullmatch(arn)
    account = cloud.accounts.get(found[2]) if found else None
    if found is None or account is None or found[1] not in account.regions:
        return None
    key = account.regions[found[1]].keys.get(found[3])
    return None if key is None else (account, key)


def says(owner: Account, key: Key, caller: Account, principal: str, question: Question) -> Verdict:
    """What the key policy says to a principal (`root`, `user/x` or `role/x`) of an account.

    A statement that names a whole account reaches principals of other accounts, who need their own policies as well.
    Within the key's account it grants nothing by itself: there the own policies are enough.
    """
    policy = document(owner, key)
    if policy is None:
        return Verdict.IMPLICIT_DENY
    whole = {f"acs:ram::{caller.id}:root", f"acs:ram::{caller.id}:*"}
    own = {f"acs:ram::{caller.id}:{principal}"}
    if grants(policy, own | whole, question) is Verdict.EXPLICIT_DENY:
        return Verdict.EXPLICIT_DENY
    return grants(policy, own if caller is owner else own | whole, question)


def combined(identity: Verdict, key: Verdict, *, same_account: bool) -> Verdict:
    """One Allow is enough within an account, both are needed across accounts; a Deny wins."""
    if Verdict.EXPLICIT_DENY in (identity, key):
        return Verdict.EXPLICIT_DENY
    allowed = (identity is Verdict.ALLOW, key is Verdict.ALLOW)
    return Verdict.ALLOW if (any(allowed) if same_account else all(allowed)) else Verdict.IMPLICIT_DENY
