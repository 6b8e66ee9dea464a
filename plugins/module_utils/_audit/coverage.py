# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Do the regions where instances are have the images they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .._core.reasons import reason
from .._model.image import AssessedImage, Verdict
from .values import Coverage, InstanceCount


def find_coverage(
    families: Sequence[str], counts: Iterable[InstanceCount], images: Iterable[AssessedImage]
) -> list[Coverage]:
    """Return a row for each family and each region that has instances, or may have some."""
    usable: dict[tuple[str, str], list[AssessedImage]] = {}
    for item in images:
        if item.image.status == "Available":
            for family in {item.image.family, item.image.bare_family}.intersection(families):
                usable.setdefault((item.image.region, family), []).append(item)
    return [
        _row(count, family, usable.get((count.region, family), []))
        for count in counts
        if count.count != 0
        for family in families
    ]


def _row(count: InstanceCount, family: str, available: Sequence[AssessedImage]) -> Coverage:
    # An image that another account shares is used without a copy; one of this account should be shareable, too.
    good = [item for item in available if item.verdict is Verdict.SHAREABLE or not item.image.is_own]
    if good:
        reasons = []
    elif count.count is None:
        reasons = [reason("instances_not_visible", region=count.region, permission=count.denied)]
    else:
        code = "family_not_shareable" if available else "family_missing"
        reasons = [reason(code, region=count.region, count=count.count, family=family)]
    return Coverage(
        region=count.region,
        family=family,
        instances=count.count,
        image_ids=tuple(sorted(item.image.image_id for item in good)),
        covered=True if good else None if count.count is None else False,
        reasons=tuple(reasons),
    )
