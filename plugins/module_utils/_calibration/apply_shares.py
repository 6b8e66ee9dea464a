# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Share copies of the canary with the account that was named, and vary the share role if the account had none."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .._api.answers import ask_ram
from .._api.ecs_sharing import list_share_accounts
from .._api.ram_roles import attach_policy, create_policy, create_role, update_trust
from .._model.answered import Answered
from .._model.errors import ApiError, Denied, ImageopsError
from .._model.role import SHARE_ROLE
from .._share_role.trust import trust_document, with_ecs
from .apply_consumer import try_consumer
from .apply_lab import Lab
from .apply_launches import try_launches
from .findings import open_fact
from .judging.read import self_shared
from .judging.shares import (
    NO_ROLE,
    accounts_per_call,
    again,
    default_key,
    propagation,
    refusal,
    role_needs_policy,
)
from .role_marks import POLICY, POLICY_DOCUMENT, description
from .share_probes import ACCOUNTS_PER_CALL
from .values import PREFIX

ROLE_FACTS = ("share_needs_role", "share_needs_trust", "share_role_needs_policy", "role_propagation")
# RAM's changes are waited for as long; a share that is refused until then is taken as refused.
PROPAGATION_SECONDS = 15
PAUSE_SECONDS = 1


def try_shares(lab: Lab, image_id: str, service_copy: str) -> None:
    """Try what sharing asks for. `image_id` is a copy under the customer master key. Nothing stays shared."""
    account = lab.request.share_account
    if service_copy:
        lab.found.append(refusal("service_key_shared", _share_and_undo(lab, service_copy, account)))
    if len(lab.canary.image.disks) > 1:
        lab.found.append(refusal("data_disks_shared", _share_and_undo(lab, image_id, account)))
        return
    first = _share(lab, image_id, account)
    if lab.canary.share_role_denied:
        _leave_roles_open(lab, f"{lab.canary.share_role_denied} is not allowed")
    elif lab.canary.share_role is not None:
        _leave_roles_open(lab, "the role is in use")
    else:
        first = _with_role(lab, image_id, first)
    lab.found.append(default_key(lab.canary.key, first))
    if first.is_taken:
        _while_shared(lab, image_id, account)


def _leave_roles_open(lab: Lab, why: str) -> None:
    lab.found.extend(open_fact(fact, why) for fact in ROLE_FACTS)


def _with_role(lab: Lab, image_id: str, without: Answered) -> Answered:
    """Make the role: without the trust, then without a policy, then with all. Return the last answer."""
    account = lab.request.share_account
    lab.found.append(refusal("share_needs_role", without))
    if without.is_taken:
        _undo(lab, image_id, account)
        return without
    if without.code != NO_ROLE:
        for fact in ROLE_FACTS[1:]:
            lab.found.append(open_fact(fact, f"sharing was refused for another reason: {without.code}", without))
        return without
    if denied := _removal_denied(lab):
        _leave_roles_open(lab, f"{denied} is not allowed, so that what would be made could not be removed")
        return without
    text = description(lab.request.run, lab.request.consumers)
    try:
        create_role(lab.session, SHARE_ROLE, with_ecs(None), text)
        lab.made_role = True
        lab.found.append(refusal("share_needs_trust", _until_taken(lab, image_id, account)[0]))
        _undo(lab, image_id, account)
        update_trust(lab.session, SHARE_ROLE, trust_document(sorted(lab.request.consumers)))
        bare, seconds = _until_taken(lab, image_id, account)
        if bare.is_taken:
            lab.found += [role_needs_policy(bare, bare), propagation(seconds, bare)]
            return bare
        create_policy(lab.session, POLICY.name, POLICY_DOCUMENT, text)
        attach_policy(lab.session, SHARE_ROLE, POLICY)
        full, seconds = _until_taken(lab, image_id, account)
    except ApiError as error:
        permission = error.permission if isinstance(error, Denied) else ""
        why = f"{permission} is not allowed" if permission else f"{error.action} was refused: {error.code}"
        _leave_roles_open(lab, why)
        return without
    lab.found += [role_needs_policy(bare, full), propagation(seconds, full)]
    return full


def _removal_denied(lab: Lab) -> str:
    """Return the first right to remove the role again that is missing, empty if none is."""
    policy = {"PolicyName": POLICY.name}
    typed, role = {**policy, "PolicyType": POLICY.policy_type}, {"RoleName": SHARE_ROLE}
    calls = (
        ("GetPolicy", typed),
        ("ListPoliciesForRole", role),
        ("DetachPolicyFromRole", {**typed, **role}),
        ("DeletePolicy", policy),
        # Of another name: the role might have come to be a moment ago.
        ("DeleteRole", {"RoleName": f"{PREFIX}none"}),
    )
    answers = (ask_ram(lab.session, action, query) for action, query in calls)
    return next((answer.denied for answer in answers if answer.denied), "")


def _until_taken(lab: Lab, image_id: str, account: str) -> tuple[Answered, float]:
    """Share until ECS takes it or changes of RAM are known long enough; return the answer and the seconds."""
    began = time.monotonic()
    while True:
        answer, seconds = _share(lab, image_id, account), time.monotonic() - began
        if answer.is_taken or answer.code != NO_ROLE or seconds > PROPAGATION_SECONDS:
            return answer, seconds
        lab.pause(PAUSE_SECONDS)


def _while_shared(lab: Lab, image_id: str, account: str) -> None:
    answer, image = lab.look(image_id)
    lab.found.append(self_shared([image], answer))
    if lab.request.consumer:
        consumer = try_consumer(lab, image_id)
        if lab.request.launch and consumer is not None:
            try_launches(lab, consumer, image_id)
    # The role may have been varied a moment ago.
    twice = _until_taken(lab, image_id, account)[0]
    _undo(lab, image_id, account)
    lab.found.append(again(twice, _undo(lab, image_id, account)))
    accounts = lab.request.share_accounts
    if len(accounts) > ACCOUNTS_PER_CALL:
        _share_with_many(lab, image_id, accounts)


def _share_with_many(lab: Lab, image_id: str, accounts: Sequence[str]) -> None:
    answer = lab.ask("ModifyImageSharePermission", ImageId=image_id, AddAccount=list(accounts))
    has: Sequence[str] = ()
    try:
        has = list_share_accounts(lab.session, lab.region, image_id)
    except ImageopsError:
        answer = answer if not answer.is_taken else lab.ask("DescribeImageSharePermission", ImageId=image_id)
    lab.found.append(accounts_per_call(accounts, has, answer))
    for start in range(0, len(has), ACCOUNTS_PER_CALL):
        part = list(has[start : start + ACCOUNTS_PER_CALL])
        lab.ask("ModifyImageSharePermission", ImageId=image_id, RemoveAccount=part)


def _share_and_undo(lab: Lab, image_id: str, account: str) -> Answered:
    answer = _share(lab, image_id, account)
    if answer.is_taken:
        _undo(lab, image_id, account)
    return answer


def _share(lab: Lab, image_id: str, account: str) -> Answered:
    return lab.ask("ModifyImageSharePermission", ImageId=image_id, AddAccount=[account])


def _undo(lab: Lab, image_id: str, account: str) -> Answered:
    return lab.ask("ModifyImageSharePermission", ImageId=image_id, RemoveAccount=[account])
