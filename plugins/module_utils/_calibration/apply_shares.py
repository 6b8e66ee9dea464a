# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Share copies of the canary with the account that was named, and vary the share role if the account had none."""

from __future__ import annotations

import time
from collections.abc import Sequence

from .._api.ecs_sharing import list_share_accounts
from .._client.session import Session
from .._model.answered import Answered
from .._model.errors import ImageopsError
from .apply_consumer import try_consumer, until_listed
from .apply_lab import Lab
from .apply_launches import try_launches
from .apply_roles import IN_USE, leave_roles_open, share, share_with_new_role, undo, until_taken
from .judging.read import self_shared
from .judging.shares import (
    accounts_per_call,
    again,
    default_key,
    encrypted_share,
    refusal,
    share_list,
)
from .share_probes import ACCOUNTS_PER_CALL

# A share that the owner's own list does not show by then is taken as not shown.
LISTED_SECONDS = 60
PAUSE_SECONDS = 1


def try_shares(lab: Lab, image_id: str, service_copy: str) -> None:
    """Try what sharing asks for. `image_id` is a copy under the customer master key. Nothing stays shared."""
    if service_copy:
        lab.found.append(refusal("service_key_shared", _share_and_undo(lab, service_copy)))
    if len(lab.canary.image.disks) > 1:
        lab.found.append(refusal("data_disks_shared", _share_and_undo(lab, image_id)))
        return
    first = share(lab, image_id)
    if lab.canary.share_role_denied:
        leave_roles_open(lab, f"{lab.canary.share_role_denied} is not allowed")
    elif lab.canary.share_role is not None:
        leave_roles_open(lab, IN_USE)
    else:
        first = share_with_new_role(lab, image_id, first)
    lab.found += [default_key(lab.canary.key, first), encrypted_share(first)]
    if first.is_taken:
        _while_shared(lab, image_id)


def _while_shared(lab: Lab, image_id: str) -> None:
    answer, image = lab.look(image_id)
    lab.found.append(self_shared([image], answer))
    _look_at_list(lab, image_id)
    consumer = try_consumer(lab, image_id) if lab.request.consumer else None
    twice = share(lab, image_id)
    undo(lab, image_id)
    lab.found.append(again(twice, undo(lab, image_id)))
    accounts = lab.request.share_accounts
    if len(accounts) > ACCOUNTS_PER_CALL:
        _share_with_many(lab, image_id, accounts)
    if lab.request.launch and consumer is not None:
        _launch(lab, consumer, image_id)


def _launch(lab: Lab, consumer: Session, image_id: str) -> None:
    """Launch last: the role does not have to serve afterwards."""
    if until_taken(lab, image_id)[0].is_taken:
        until_listed(lab, consumer, image_id)
        try:
            try_launches(lab, consumer, image_id)
        finally:
            undo(lab, image_id)


def _look_at_list(lab: Lab, image_id: str) -> None:
    """See when DescribeImageSharePermission shows the account."""
    began = time.monotonic()
    while True:
        answer = lab.ask("DescribeImageSharePermission", ImageId=image_id)
        finding = share_list(lab.request.share_account, answer, time.monotonic() - began)
        if finding is not None or time.monotonic() - began > LISTED_SECONDS:
            break
        lab.pause(PAUSE_SECONDS)
    if finding is None:
        lab.leave_open("share_list", "the list did not show the account", answer)
    else:
        lab.found.append(finding)


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


def _share_and_undo(lab: Lab, image_id: str) -> Answered:
    answer = share(lab, image_id)
    if answer.is_taken:
        undo(lab, image_id)
    return answer
