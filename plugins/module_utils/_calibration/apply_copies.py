# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The first copy of the canary: how lists follow it, what ECS refuses while it runs, and how calls may name its key."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._model.answered import Answered
from .apply_lab import CONFLICT, IN_PROGRESS, Lab
from .judging.copies import conflict_scope, disk_role, dry_run, foreign_form, key_form, mismatch, twice
from .judging.times import client_token, lag
from .values import TAG

# A first copy that fails leaves all of these open.
FACTS = (
    "list_lag",
    "copy_speed",
    "client_token",
    "client_token_mismatch",
    "client_token_tags",
    "same_image_twice",
    "copy_conflict_scope",
    "copy_without_key",
    "copy_encrypted_default",
    "copy_keeps_tags",
    "copy_keeps_description",
    "copy_keeps_boot_mode",
    "copy_keeps_features",
    "copy_keeps_family",
    "copy_keeps_resource_group",
    "running_copies",
    "unknown_snapshot",
)
DESCRIPTION = "A copy that calibration makes and removes"


@dataclass(frozen=True, slots=True)
class FirstCopy:
    """The first copy: its id, the call it came of, and when that was sent."""

    image_id: str
    query: Mapping[str, Any]
    began: float


def try_first(lab: Lab) -> FirstCopy | None:
    """Start the first copy and try what only a copy under way shows; None if it was refused. Raises Spent."""
    query = lab.query(lab.canary.image.image_id, "first", DestinationDescription=DESCRIPTION, **lab.under_key())
    began = time.monotonic()
    answer = lab.copy(query)
    lab.found += [disk_role(lab.canary, answer), key_form("key_id_taken", answer)]
    if not answer.is_taken:
        lab.refuse(FACTS, answer)
        return None
    first = FirstCopy(str(answer.body.get("ImageId")), query, began)
    _try_while_it_runs(lab, first)
    shown, image = lab.look(first.image_id)
    if not image and not shown.is_taken:
        lab.refuse(("list_lag", "copy_speed"), shown)
        return None
    lab.lags.append(lab.lag(began, lambda: bool(lab.look(first.image_id)[1])))
    lab.found.append(lag(max(lab.lags), answer))
    return first


def _try_while_it_runs(lab: Lab, first: FirstCopy) -> None:
    """Copy the canary again while its first copy runs. A copy that ECS accepts is cancelled."""
    canary = lab.canary.image.image_id
    again = lab.copy(lab.query(canary, "again", **lab.under_key()), patient=False)
    other = None
    if lab.request.destination_region and again.code in CONFLICT:
        query = lab.query(canary, "far", lab.request.destination_region, Encrypted=True)
        other = lab.copy(query, patient=False)
    still_runs = lab.look(first.image_id)[1].get("Status", "Creating") in IN_PROGRESS
    lab.found.append(twice(again, still_runs=still_runs))
    lab.found.append(conflict_scope(again, other, still_runs=still_runs))
    for answer in (again, other):
        if answer is not None and answer.is_taken:
            lab.stop(answer)


def try_token(lab: Lab, first: FirstCopy, *, is_last: bool) -> bool:
    """Send the first call again; return whether ECS knew its token. Its name is taken, so that nothing is made."""
    answer = lab.copy(first.query, counts=False)
    known = answer.is_taken and answer.body.get("ImageId") == first.image_id
    if not known or is_last:
        lab.found.append(client_token(first.image_id, answer, time.monotonic() - first.began))
    return known


def try_mismatch(lab: Lab, first: FirstCopy) -> None:
    """Send the first call's token with another description, and with another tag."""
    changes: dict[str, dict[str, Any]] = {
        "client_token_mismatch": {"DestinationDescription": f"{DESCRIPTION} again"},
        "client_token_tags": {"Tag": [*first.query["Tag"], {"Key": f"{TAG}-again", "Value": "yes"}]},
    }
    for fact, change in changes.items():
        lab.found.append(mismatch(fact, first.image_id, lab.copy({**first.query, **change}, counts=False)))


def try_dry_run(lab: Lab) -> None:
    """Send a dry run that would start a copy if ECS ignored DryRun."""
    answer = lab.copy({**lab.query(lab.canary.image.image_id, "dry-run", **lab.under_key()), "DryRun": True})
    lab.found.append(dry_run(answer))
    lab.stop(answer)


def try_key_forms(lab: Lab) -> None:
    """Name the key by its alias and by its ARN, and another account's key by its ARN and its id."""
    key = lab.canary.key
    if lab.canary.alias:
        lab.found.append(key_form("key_alias_taken", _under(lab, lab.canary.alias, "alias")))
    else:
        denied = lab.canary.alias_denied
        lab.leave_open("key_alias_taken", f"{denied} is not allowed" if denied else "the key has no alias")
    lab.found.append(key_form("key_arn_taken", _under(lab, key.arn, "arn")))
    if foreign := lab.request.foreign_key_arn:
        by_arn = _under(lab, foreign, "foreign-arn")
        by_id = None if by_arn.is_taken else _under(lab, foreign.rpartition("/")[2], "foreign-id")
        lab.found.append(foreign_form(by_arn, by_id))


def _under(lab: Lab, key: str, purpose: str) -> Answered:
    answer = lab.copy(lab.query(lab.canary.image.image_id, purpose, Encrypted=True, KMSKeyId=key))
    lab.stop(answer)
    return answer
