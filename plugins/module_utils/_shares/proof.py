# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a consumer's own answers prove about images that are shared with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NOT_PROVEN = "not_proven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What was found with an account's credentials in one region.

    `images` are None if it could not be asked, and `why` tells the reason. `caller` is the account that the credentials
    belong to. `checks` are those of `image_launch_check`, if it was asked to try.
    """

    account: str
    region: str
    images: Sequence[Mapping[str, Any]] | None
    why: str = ""
    caller: str = ""
    checks: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def prove(sighting: Sighting, expected: Iterable[str]) -> list[dict[str, str]]:
    """For each expected image `visible`, `launchable` or `not_proven`, and the reason.

    Seeing an image proves that it is shared, a dry run that its consumer's encryption and key would do. Neither proves
    that the owner's key decrypts.
    """
    found = {image["image_id"]: image for image in sighting.images or ()}
    checks = {check["image_id"]: check for check in sighting.checks}
    proofs = []
    for image_id in expected:
        result, reason = _judge(sighting, found.get(image_id), checks.get(image_id))
        proofs.append(
            {
                "image_id": image_id,
                "region": sighting.region,
                "account": sighting.account,
                "result": result,
                "reason": reason,
            }
        )
    return proofs


def _judge(sighting: Sighting, image: Mapping[str, Any] | None, check: Mapping[str, Any] | None) -> tuple[str, str]:
    if sighting.caller and sighting.caller != sighting.account:
        return NOT_PROVEN, f"the credentials given for this account belong to account {sighting.caller}"
    if sighting.images is None:
        return NOT_PROVEN, sighting.why
    if image is None:
        return NOT_PROVEN, "the account does not see the image"
    if image["status"] != "Available":
        return NOT_PROVEN, f"the account sees it with the status {image['status']}"
    seen = f"the account sees it and it is available, {_encryption(image)}"
    if check is None:
        return "visible", seen
    return ("launchable" if check["result"] == "launchable" else NOT_PROVEN), f"{seen}; {check['reason']}"


def _encryption(image: Mapping[str, Any]) -> str:
    """What the consumer is told: not the key, and in some regions nothing."""
    told = {disk["encrypted"] for disk in image.get("disks", ())}
    if True in told:
        return "encrypted"
    return "not encrypted" if told == {False} else "and whether it is encrypted is not told"
