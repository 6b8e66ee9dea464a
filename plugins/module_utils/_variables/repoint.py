# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of the playbook that moves users of images to other images."""

from __future__ import annotations

from .variable import MIGRATE, REPOINT, RETIRE, Group, Kind, Variable

MOVED = ("image_families", "launch_templates", "scaling", "node_pools", "oos_parameters")
# A migration moves users, too, once their copies are ready. It does not choose among them.
MOVING = (MIGRATE, REPOINT)

USERS = (
    Variable(
        name="images_repoint",
        kind=Kind.LIST,
        group=Group.CHOOSE,
        sentence="Move these kinds of users to the new images. Without one, nothing is moved.",
        playbooks=MOVING,
        default=[],
        choices=MOVED,
        elsewhere="refuse",
    ),
    Variable(
        name="images_only",
        kind=Kind.LIST,
        group=Group.CHOOSE,
        sentence="Move only the users, or retire only the images, with these ids or names.",
        playbooks=(REPOINT, RETIRE),
        default=[],
        elsewhere="refuse",
    ),
    Variable(
        name="images_except",
        kind=Kind.LIST,
        group=Group.CHOOSE,
        sentence="Leave out the users, or the images to retire, with these ids or names.",
        playbooks=(REPOINT, RETIRE),
        default=[],
        elsewhere="refuse",
    ),
    Variable(
        name="repoint_kms_key_id",
        kind=Kind.KEYS,
        group=Group.KEY,
        sentence="Encrypt the system disks that users launch under this key. Without it, they keep what they say.",
        playbooks=MOVING,
    ),
    Variable(
        name="repoint_max",
        kind=Kind.INT,
        group=Group.SAFETY,
        sentence="Refuse to move more users than this, over all sites, without repoint_confirm.",
        playbooks=MOVING,
        default=20,
        minimum=1,
        maximum=100000,
    ),
    Variable(
        name="repoint_confirm",
        kind=Kind.BOOL,
        group=Group.SAFETY,
        sentence="Move the users, however many they are.",
        playbooks=MOVING,
        default=False,
    ),
)
