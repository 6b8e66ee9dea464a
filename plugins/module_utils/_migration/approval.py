# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The content of an approval: what a migration wants to be true at each site in the end, and the digest of that.

The digest is over goals and not over steps, so what an interrupted run has done meanwhile leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._reports.record import digest_of_data

Row = Mapping[str, Any]
# Goals of more images than that are handed on as their digest and counts alone.
LISTED_AT_MOST = 400
# How goals of users of images begin.
MOVED = "launch from "
# Of the request, what else decides what is done.
OPTIONS = ("resource_group_id", "restore_family", "unshare_sources")


def goals(planned: Row) -> dict[str, str]:
    """Return what is wanted of each image in each region, as a short text: `copy under key-1, share with 2...`.

    Beside them stands what is wanted of their users, if those are moved.
    """
    asked = planned["request"]["accounts"]
    found = {}
    for row in planned["rows"]:
        if row["action"] == "skip":
            continue
        accounts = sorted({*row["accounts"], *(set(row["shared_with"]) & set(asked))})
        what = "copy its system disk" if row["is_system_disk"] else "copy"
        what += " and its data disks' snapshots" if row.get("data_disks") else ""
        parts = [f"{what} under {row['target_key'] or 'its key'}"] if row["action"] == "copy" else []
        parts += [f"share with {', '.join(accounts)}"] if accounts else []
        if parts:
            found[f"{row['image_id']} to {row['destination_region']}"] = ", ".join(parts)
    return {**found, **planned.get("users", {})}


def digest_of(planned: Row) -> str:
    """Return the digest of a site's goals."""
    wanted = goals(planned)
    options = {name: planned["request"][name] for name in OPTIONS}
    return digest_of_data([planned["account"] if wanted else "", wanted, options if wanted else {}])


def joint_digest(approved: Mapping[str, Row]) -> str:
    """Return one digest for all sites, for people."""
    return digest_of_data({site: item["digest"] for site, item in approved.items()})


def approval(plans: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Return for each site what is handed on to the run that does it: `digest`, `counts` and, for few, `goals`."""
    wanted = {plan["site"]: goals(plan) for plan in plans}
    is_listed = sum(map(len, wanted.values())) <= LISTED_AT_MOST
    return {
        plan["site"]: {
            "digest": digest_of(plan),
            "counts": counts(wanted[plan["site"]]),
            **({"goals": wanted[plan["site"]]} if is_listed else {}),
        }
        for plan in plans
    }


def counts(wanted: Mapping[str, str]) -> dict[str, int]:
    """Return how many copies and shared images there are among goals."""
    users = sum(text.startswith(MOVED) for text in wanted.values())
    return {
        "copies": sum(text.startswith("copy") for text in wanted.values()),
        "shared": sum("share with" in text for text in wanted.values()),
        **({"users": users} if users else {}),
    }


def users_of(plans: Sequence[Row]) -> int:
    """Return how many users of images plans have."""
    return sum(len(plan.get("users", {})) for plan in plans)


def approval_differences(approved: Any, planned: Row) -> list[str]:
    """Return how a site's plan differs from what was approved, as sentences; empty if it is the same."""
    item = approved if isinstance(approved, Mapping) else {"digest": str(approved)}
    if str(item.get("digest", "")).strip().lower() == digest_of(planned):
        return []
    now, before = goals(planned), item.get("goals")
    if not isinstance(before, Mapping):
        known = item.get("counts")
        was = f"{known} was approved, and it" if known else "it"
        return [f"{was} would be {counts(now)} now"]
    found = [f"{name}: {text!r} was approved and would not be done" for name, text in before.items() if name not in now]
    found += [f"{name}: {text!r} was not approved" for name, text in now.items() if name not in before]
    found += [
        f"{name}: {text!r} was approved and it would be {now[name]!r}"
        for name, text in before.items()
        if name in now and now[name] != text
    ]
    return found or ["the account or one of " + ", ".join(f"images_{name}" for name in OPTIONS) + " is another"]
