# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a consumer's own answers prove about images that are shared with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._core.reasons import reason
from .._model.share import ProofResult

# What checks say that is a result of its own; everything else proves nothing.
TRIED = (ProofResult.LAUNCHABLE, ProofResult.LAUNCHED, ProofResult.RUNNING_UNPROVEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerView:
    """What was found with an account's credentials in one region.

    `images` are None if the account could not be asked, for the reason `why`. `is_asked` is false where there were no
    credentials. `caller` is the account that the credentials belong to. `checks` are those of `image_launch_check`, or
    the `launches` of `image_launch_trial`.
    """

    account: str
    region: str
    images: Sequence[Mapping[str, Any]] | None
    why: str = ""
    is_asked: bool = True
    caller: str = ""
    checks: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def prove(view: ConsumerView, expected: Iterable[str]) -> list[dict[str, str]]:
    """Return the result (`ProofResult`) and the reason for each expected image.

    Seeing an image proves that it is shared, a dry run that its consumer's encryption and key would do. Only an
    instance that was started and lives proves that the owner's key decrypts.
    """
    found = {image["image_id"]: image for image in view.images or ()}
    checks = {check["image_id"]: check for check in view.checks}
    proofs = []
    for image_id in expected:
        result, why = _result(view, found.get(image_id), checks.get(image_id))
        proofs.append(
            {
                "image_id": image_id,
                "region": view.region,
                "account": view.account,
                "result": str(result),
                "reason": why,
            }
        )
    return proofs


def _result(
    view: ConsumerView, image: Mapping[str, Any] | None, check: Mapping[str, Any] | None
) -> tuple[ProofResult, str]:
    if not view.is_asked:
        return ProofResult.NOT_ASKED, view.why
    if view.caller and view.caller != view.account:
        return ProofResult.NOT_PROVEN, reason("proof_other_account", caller=view.caller).message
    if view.images is None:
        return ProofResult.NOT_PROVEN, view.why
    if image is None:
        return ProofResult.NOT_PROVEN, reason("proof_not_seen").message
    if image["status"] != "Available":
        return ProofResult.NOT_PROVEN, reason("proof_status", status=image["status"]).message
    seen = f"the account sees it and it is available, {_encryption(image)}"
    if check is None:
        return ProofResult.VISIBLE, seen
    result = ProofResult(check["result"]) if check["result"] in TRIED else ProofResult.NOT_PROVEN
    return result, f"{seen}; {check['reason']}"


def _encryption(image: Mapping[str, Any]) -> str:
    """Return what ECS shows a consumer: not the key, and in some regions nothing."""
    shown = {disk["encrypted"] for disk in image.get("disks", ())}
    if True in shown:
        return "encrypted"
    return "not encrypted" if shown == {False} else "and whether it is encrypted is not shown"
