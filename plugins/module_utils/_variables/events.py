# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of the playbooks that react to events."""

from __future__ import annotations

from .variable import HANDLE_IMAGE, HANDLE_KEY, HANDLING, Group, Kind, Variable

EVENTS = (
    Variable(
        name="images_event",
        kind=Kind.MAPPING,
        group=Group.CHOOSE,
        sentence="The event, as the filter imageops.alicloud.actiontrail hands it on.",
        playbooks=HANDLING,
        default={},
    ),
    Variable(
        name="images_event_wait_seconds",
        kind=Kind.INT,
        group=Group.CHOOSE,
        sentence="Wait so long for a new image to be Available.",
        playbooks=(HANDLE_IMAGE,),
        default=21600,
        minimum=1,
        maximum=604800,
    ),
    Variable(
        name="images_event_copy_apply",
        kind=Kind.BOOL,
        group=Group.SAFETY,
        sentence="Run migrate_images for a new image under the service key. Without it, its plan is shown.",
        playbooks=(HANDLE_IMAGE,),
        default=False,
    ),
    Variable(
        name="images_event_cancel_apply",
        kind=Kind.BOOL,
        group=Group.SAFETY,
        sentence="Cancel the deletion of a key that images hang on. Without it, they are listed.",
        playbooks=(HANDLE_KEY,),
        default=False,
    ),
)
