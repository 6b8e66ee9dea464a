# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who else uses a copy that a run made: runs that adopted it, and accounts that this run did not share it with."""

from __future__ import annotations

from collections.abc import Sequence

from .rollback_values import Item, RunTraces


def uses_of_others(traces: RunTraces, image: Item) -> str:
    """Return why a copy has to stay for others, empty if nothing shows that they use it.

    A run that adopted or reused the copy uses it as long as an account that it gave access still has it.
    """
    for use in traces.uses:
        still = [account for account in use["added"] if account in image["shared_with"]]
        if use["image_id"] == image["image_id"] and still:
            return f"the run {use['run']} shares it with {', '.join(still)}; undo that run first"
    of_image = [row for row in traces.rows if row.get("new_image_id") == image["image_id"]]
    own = {account for row in of_image for account in row.get("added", ())}
    others = [account for account in image["shared_with"] if account not in own]
    # Without a record of the copy, nothing says who shared it.
    if of_image and others and not traces.doubt:
        return f"it is shared with {', '.join(others)}, not by this run; take that share away first"
    return ""


def also_recorded(traces: RunTraces, image_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return which of these copies other runs have in their records, by run."""
    found: dict[str, list[str]] = {}
    for use in traces.uses:
        if use["image_id"] in image_ids:
            found.setdefault(use["run"], []).append(use["image_id"])
    return found
