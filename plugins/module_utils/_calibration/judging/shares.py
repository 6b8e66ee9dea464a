# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the answers to calls of ModifyImageSharePermission say."""

from __future__ import annotations

from collections.abc import Sequence

from ..._model.answered import Answered
from ..._model.key import Key
from ..findings import lacking, open_fact, refused, settled
from ..share_probes import ACCOUNTS_PER_CALL
from ..values import FactFinding
from ..write_probes import LATE
from .read import images_in, items_of

NO_ROLE = "AssumeRoleError"
NOT_SHAREABLE = "OperationDeined.EncryptedSnapshot"
TAKEN = "taken"


def refusal(fact: str, answer: Answered) -> FactFinding:
    """Say with which code ECS refuses to share, or that it does not."""
    return refused(fact, answer) if answer.denied else settled(fact, answer.code or TAKEN, answer)


def default_key(key: Key, answer: Answered) -> FactFinding:
    """Say whether an image under a key outside a KMS instance can be shared."""
    fact = "default_key_shareable"
    if key.instance_id:
        return lacking(fact)
    if answer.is_taken:
        return settled(fact, True, answer)
    return settled(fact, False, answer) if answer.code == NOT_SHAREABLE else refused(fact, answer)


def encrypted_share(answer: Answered) -> FactFinding:
    """Say whether ECS shares an encrypted image in the region. A refusal may have other reasons and settles nothing."""
    return settled("encrypted_share", True, answer) if answer.is_taken else refused("encrypted_share", answer)


def share_list(account: str, answer: Answered, seconds: float) -> FactFinding | None:
    """Say after how many seconds the share list has an account; None while it does not."""
    fact = "share_list"
    if not answer.is_taken:
        return refused(fact, answer)
    if account not in {str(item.get("AliyunId")) for item in items_of(answer, "Accounts", "Account")}:
        return None
    return settled(fact, seconds <= LATE, answer, shown=f"{round(seconds, 1)} s")


def role_needs_policy(bare: Answered, full: Answered) -> FactFinding:
    """Say whether the role needs a policy: what became of a share without and with one."""
    fact = "share_role_needs_policy"
    if bare.is_taken:
        return settled(fact, False, bare)
    if bare.code != NO_ROLE:
        return refused(fact, bare)
    return settled(fact, True, bare, full) if full.is_taken else refused(fact, full)


def propagation(seconds: float, answer: Answered) -> FactFinding:
    """Say after how many seconds a change of the role counted."""
    if not answer.is_taken:
        return refused("role_propagation", answer)
    return settled("role_propagation", seconds <= LATE, answer, shown=f"{round(seconds, 1)} s")


def again(shared: Answered, unshared: Answered) -> FactFinding:
    """Say whether a share that is there, and one that is not, may be asked for again."""
    denied = next((answer for answer in (shared, unshared) if answer.denied), None)
    if denied:
        return refused("share_again", denied)
    return settled("share_again", shared.is_taken and unshared.is_taken, shared, unshared)


def accounts_per_call(asked: Sequence[str], has: Sequence[str], answer: Answered) -> FactFinding:
    """Say how many accounts of one call got the image."""
    fact = "accounts_per_call"
    if not answer.is_taken:
        return refused(fact, answer)
    if len(asked) <= ACCOUNTS_PER_CALL:
        return lacking(fact)
    got = len(set(asked) & set(has))
    return settled(fact, got, answer) if got else open_fact(fact, "no account got the image", answer)


def consumer_image(image_id: str, answer: Answered, seconds: float) -> FactFinding:
    """Say whether the consumer's list has the image, and after how long."""
    fact = "consumer_sees_image"
    if not answer.is_taken:
        return refused(fact, answer)
    if image_id not in {str(item.get("ImageId")) for item in images_in(answer)}:
        return settled(fact, False, answer, shown="not listed")
    return settled(fact, seconds <= LATE, answer, shown=f"{round(seconds, 1)} s")


def consumer_snapshots(snapshot_ids: Sequence[str], answer: Answered) -> FactFinding:
    """Say whether the consumer finds the snapshots of the image."""
    if not answer.is_taken:
        return refused("sharee_sees_snapshots", answer)
    found = {str(item.get("SnapshotId")) for item in items_of(answer, "Snapshots", "Snapshot")}
    return settled("sharee_sees_snapshots", bool(found & set(snapshot_ids)), answer)
