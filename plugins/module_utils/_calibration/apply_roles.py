# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The share role that calibration makes where the account has none, and what sharing says while it is varied.

It is varied only while it is calibration's alone. Whatever is left of it, the sweep removes.
"""

from __future__ import annotations

import time

from .._api.answers import ask_ram
from .._api.ram_removal import delete_role, detach_policy
from .._api.ram_roles import attach_policy, create_policy, create_role, find_role, update_trust
from .._model.answered import Answered
from .._model.errors import ApiError, Denied
from .._model.role import SHARE_ROLE
from .._share_role.trust import trust_document, with_ecs
from .apply_lab import Lab
from .findings import open_fact
from .judging.shares import NO_ROLE, propagation, refusal, role_needs_policy
from .role_marks import POLICY, POLICY_DOCUMENT, description, is_ours_alone
from .values import PREFIX

ROLE_FACTS = ("share_needs_role", "share_needs_trust", "share_role_needs_policy", "role_propagation")
IN_USE = "the role is in use"
# RAM's changes are waited for as long; a share that is refused until then is taken as refused.
PROPAGATION_SECONDS = 15
PAUSE_SECONDS = 1


class RoleInUse(Exception):
    """The role was made elsewhere, or other resources have begun to rely on it."""


# Sharing, with the unchanged role


def share(lab: Lab, image_id: str) -> Answered:
    """Share with the account that was named."""
    return lab.ask("ModifyImageSharePermission", ImageId=image_id, AddAccount=[lab.request.share_account])


def undo(lab: Lab, image_id: str) -> Answered:
    """Take the share back."""
    return lab.ask("ModifyImageSharePermission", ImageId=image_id, RemoveAccount=[lab.request.share_account])


def until_taken(lab: Lab, image_id: str) -> tuple[Answered, float]:
    """Share until ECS takes it or changes of RAM are known long enough; return the answer and the seconds."""
    return _until(lab, image_id, taken=True)


def until_refused(lab: Lab, image_id: str) -> bool:
    """Share again until ECS refuses it for the role, or changes of RAM are known long enough; say whether it did."""
    return _until(lab, image_id, taken=False)[0].code == NO_ROLE


def _until(lab: Lab, image_id: str, *, taken: bool) -> tuple[Answered, float]:
    began = time.monotonic()
    while True:
        answer, seconds = share(lab, image_id), time.monotonic() - began
        is_there = answer.is_taken if taken else answer.code == NO_ROLE
        passes_by = answer.code == NO_ROLE if taken else answer.is_taken
        if is_there or not passes_by or seconds > PROPAGATION_SECONDS:
            return answer, seconds
        lab.pause(PAUSE_SECONDS)


# Making the role, a part at a time


def share_with_new_role(lab: Lab, image_id: str, without: Answered) -> Answered:
    """Make the role: without the trust, then without a policy, then with all. Return the last answer.

    `without` is the answer to sharing without the role.
    """
    lab.found.append(refusal("share_needs_role", without))
    if without.is_taken:
        return without
    if without.code != NO_ROLE:
        for fact in ROLE_FACTS[1:]:
            lab.found.append(open_fact(fact, f"sharing was refused for another reason: {without.code}", without))
        return without
    if denied := _removal_denied(lab):
        leave_roles_open(lab, f"{denied} is not allowed, so that what would be made could not be removed")
        return without
    try:
        return _make(lab, image_id)
    except ApiError as error:
        permission = error.permission if isinstance(error, Denied) else ""
        leave_roles_open(lab, f"{permission} is not allowed" if permission else f"{error.action}: {error.code}")
    except RoleInUse:
        leave_roles_open(lab, IN_USE)
    return without


def leave_roles_open(lab: Lab, why: str) -> None:
    """Record why the facts about the role are not settled; what was settled before stays."""
    lab.found.extend(open_fact(fact, why) for fact in ROLE_FACTS)


def _make(lab: Lab, image_id: str) -> Answered:
    text = description(lab.request.run, lab.request.consumers)
    create_role(lab.session, SHARE_ROLE, with_ecs(None), text)
    _check_is_ours(lab)
    lab.made_role = True
    lab.found.append(refusal("share_needs_trust", until_taken(lab, image_id)[0]))
    undo(lab, image_id)
    update_trust(lab.session, SHARE_ROLE, trust_document(sorted(lab.request.consumers)))
    bare, seconds = until_taken(lab, image_id)
    if bare.is_taken:
        lab.found += [role_needs_policy(bare, bare), propagation(seconds, bare)]
        return bare
    create_policy(lab.session, POLICY.name, POLICY_DOCUMENT, text)
    attach_policy(lab.session, SHARE_ROLE, POLICY)
    lab.made_policy = True
    full, seconds = until_taken(lab, image_id)
    lab.found += [role_needs_policy(bare, full), propagation(seconds, full)]
    return full


def _check_is_ours(lab: Lab) -> None:
    """Raise RoleInUse for a role that was made elsewhere or is relied on. RAM may not show a new one yet."""
    role = find_role(lab.session, SHARE_ROLE)
    if role is not None and not is_ours_alone(role):
        raise RoleInUse


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


# Taking a part away. Raises RoleInUse, and ApiError where RAM refuses.


def take_policy(lab: Lab, image_id: str) -> bool:
    """Take the policy away; say whether ECS knows that."""
    _check_is_ours(lab)
    detach_policy(lab.session, SHARE_ROLE, POLICY)
    return until_refused(lab, image_id)


def take_trust(lab: Lab, image_id: str) -> bool:
    """Give the policy back, then let the role trust no consumer; say whether ECS knows that."""
    _check_is_ours(lab)
    if lab.made_policy:
        attach_policy(lab.session, SHARE_ROLE, POLICY)
        until_taken(lab, image_id)
    update_trust(lab.session, SHARE_ROLE, with_ecs(None))
    return until_refused(lab, image_id)


def take_role(lab: Lab, image_id: str) -> bool:
    """Remove the role; say whether ECS knows that."""
    _check_is_ours(lab)
    if lab.made_policy:
        detach_policy(lab.session, SHARE_ROLE, POLICY)
    delete_role(lab.session, SHARE_ROLE)
    lab.removed.append(SHARE_ROLE)
    return until_refused(lab, image_id)
