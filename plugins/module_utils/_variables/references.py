# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of the playbooks that find who uses images."""

from __future__ import annotations

from .variable import FIND, REPOINT, RETIRE, Group, Kind, Variable

USERS = (
    "instances",
    "launch_templates",
    "scaling",
    "image_families",
    "node_pools",
    "oos_parameters",
    "image_pipelines",
    "auto_provisioning_groups",
)

REFERENCES = (
    Variable(
        name="images_map",
        kind=Kind.MAPPING,
        group=Group.CHOOSE,
        sentence="Take the old ids of this map, which has the new ones: from old to new, or that for each region.",
        playbooks=(FIND, REPOINT, RETIRE),
        default={},
        elsewhere="refuse",
    ),
    Variable(
        name="images_reference_kinds",
        kind=Kind.LIST,
        group=Group.CHOOSE,
        sentence="Search these kinds of users.",
        playbooks=(FIND,),
        default=list(USERS),
        choices=USERS,
        elsewhere="refuse",
    ),
    Variable(
        name="images_references_fail_on",
        kind=Kind.LIST,
        group=Group.SAFETY,
        sentence="Fail if an image is `used`, or if a kind of users to search is `unknown`.",
        playbooks=(FIND,),
        default=[],
        choices=("used", "unknown"),
        elsewhere="refuse",
    ),
)
