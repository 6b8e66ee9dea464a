# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Look up the aliases and ARNs of the keys before and after, for the record of a run."""

from __future__ import annotations

from .failures import failure_of
from .site import Site


def name_keys(site: Site) -> None:
    """Keep the keys of images and copies, as `kms_key_info` returns them. Report unreadable keys."""
    site.state["keys"] = []
    if not site.values["report_dir"]:
        return
    for region, key_ids in sorted(keys_by_region(site).items()):
        answer = site.call("kms_key_info", region=region, kms_key_ids=sorted(key_ids))
        if answer.get("failed"):
            site.say(f"the record has no aliases of keys in {region}: {failure_of(answer)}")
        site.state["keys"] += answer.get("kms_keys", [])


def keys_by_region(site: Site) -> dict[str, set[str]]:
    """Return the account's customer keys that images have and copies get; other accounts' keys are known by ARN."""
    found: dict[str, set[str]] = {}
    for row in site.state["decided"]["rows"]:
        if row["action"] != "skip" and row["encryption"] != "service_key":
            found.setdefault(row["region"], set()).add(row.get("key") or "")
    for item in site.state["checked"]["copies"]:
        found.setdefault(item["region"], set()).add(item.get("kms_key_id") or "")
    own = {region: {key for key in keys if key and ":" not in key} for region, keys in found.items()}
    return {region: keys for region, keys in own.items() if keys}
