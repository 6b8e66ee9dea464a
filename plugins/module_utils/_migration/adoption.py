# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A consumer's plan: which images that others share with it are copied under a key of its own."""

from __future__ import annotations

from collections.abc import Sequence

from .plan import ImageResult, PlanAction, PlanRow

# Images that ECS does not copy, or that need no copy.
HINDRANCES = ("community_image", "deprecated", "not_available", "vhd_not_copied", "vhd_format")
OWN = "is an image of this account already"


def plan_adoption(images: Sequence[ImageResult]) -> list[PlanRow]:
    """A row for every image, as `image_info` returns those that are shared. The copy is in the image's region."""
    return [_decide(image) for image in images]


def _decide(image: ImageResult) -> PlanRow:
    reasons = {reason["code"]: reason for reason in image["reasons"]}
    hindrance = next((reasons[code] for code in HINDRANCES if code in reasons), None)
    if hindrance:
        why, code, remedy = hindrance["message"], hindrance["code"], hindrance["remedy"]
        return PlanRow(
            image=image, destination=image["region"], action=PlanAction.SKIP, why=why, code=code, remedy=remedy
        )
    if "not_owned" not in reasons:
        return PlanRow(image=image, destination=image["region"], action=PlanAction.SKIP, why=OWN)
    why = f"depends on account {image['owner_id']}"
    return PlanRow(image=image, destination=image["region"], action=PlanAction.COPY, why=why, code="not_owned")
