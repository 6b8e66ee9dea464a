# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Say of each kind of users whether it was searched, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from .values import Observed, Reference, ReferenceRequest, UserKind

WORDS = {
    UserKind.INSTANCES: "instances",
    UserKind.LAUNCH_TEMPLATES: "launch templates",
    UserKind.SCALING: "scaling groups and configurations",
    UserKind.IMAGE_FAMILIES: "image families",
    UserKind.NODE_POOLS: "node pools of ACK clusters",
    UserKind.OOS_PARAMETERS: "parameters of OOS",
    UserKind.IMAGE_PIPELINES: "image pipelines",
    UserKind.AUTO_PROVISIONING_GROUPS: "auto provisioning groups",
}


def kind_rows(request: ReferenceRequest, observed: Observed, references: Sequence[Reference]) -> list[dict[str, Any]]:
    """Return a row for every kind: `state` is searched, unknown, or left_out where the request does not want it."""
    counts = Counter(item.kind for item in references)
    return [_row(request, observed, kind, counts[kind]) for kind in UserKind]


def _row(request: ReferenceRequest, observed: Observed, kind: UserKind, found: int) -> dict[str, Any]:
    reasons = list(observed.unknown.get(kind, ()))
    state = "unknown" if reasons else "searched" if kind in request.kinds else "left_out"
    return {
        "kind": str(kind),
        "state": state,
        "found": found,
        "reasons": [item.to_result() for item in reasons],
    }


def result(request: ReferenceRequest, observed: Observed, references: Sequence[Reference]) -> dict[str, Any]:
    """Return the values of image_reference_info."""
    rows = kind_rows(request, observed, references)
    used = Counter(item.image_id for item in references)
    return {
        "account_id": observed.account_id,
        "region": request.region,
        "references": [item.to_result(request.new_ids) for item in references],
        "kinds": rows,
        "images": [
            {
                "image_id": image_id,
                "new_image_id": request.new_ids.get(image_id, ""),
                "references": used[image_id],
            }
            for image_id in request.image_ids
        ],
    }
