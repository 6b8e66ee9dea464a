# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The variable of an audit's baseline, and what a comparison with one finds."""

from __future__ import annotations

from .variable import AUDIT, Group, Kind, Variable

NEW_SERVICE_KEY, SHARE_ADDED, SHARE_GONE = "new_service_key", "share_added", "share_gone"
KEY_CHANGED, IMAGE_GONE = "key_changed", "image_gone"
CHANGES = (NEW_SERVICE_KEY, SHARE_ADDED, SHARE_GONE, KEY_CHANGED, IMAGE_GONE)

BASELINE = (
    Variable(
        name="images_baseline",
        kind=Kind.TEXT,
        group=Group.REPORT,
        sentence="Compare with this audit or report: a run's name, a path, or `latest`, the last audit of them.",
        playbooks=(AUDIT,),
        elsewhere="refuse",
    ),
)
