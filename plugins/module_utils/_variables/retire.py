# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables that retire the images whose copies took their place."""

from __future__ import annotations

from .variable import RETIRE, Group, Kind, Variable

UNKNOWN = (
    "instances",
    "launch_templates",
    "scaling",
    "image_families",
    "node_pools",
    "oos_parameters",
    "image_pipelines",
    "auto_provisioning_groups",
    "consumers",
    "resource_shares",
)

RETIREMENT = (
    Variable(
        name="images_keep_newest",
        kind=Kind.INT,
        group=Group.CHOOSE,
        sentence="Keep so many of the newest old images of each family; those without a family count as one.",
        playbooks=(RETIRE,),
        default=0,
        maximum=1000,
        elsewhere="refuse",
    ),
    Variable(
        name="images_keep_tags",
        kind=Kind.TAGS,
        group=Group.CHOOSE,
        sentence="Keep old images that have one of these tags. Without a value, the tag only has to be there.",
        playbooks=(RETIRE,),
        default={},
        elsewhere="refuse",
    ),
    Variable(
        name="retire_state",
        kind=Kind.TEXT,
        group=Group.CHOOSE,
        sentence="Deprecate and later delete (`retired`), only deprecate (`deprecated`), or bring back (`restored`).",
        playbooks=(RETIRE,),
        default="retired",
        choices=("retired", "deprecated", "restored"),
    ),
    Variable(
        name="retire_unseen_accounts",
        kind=Kind.ACCOUNTS,
        group=Group.CONSUMERS,
        sentence="Take images from these accounts, too, if they cannot be looked at.",
        playbooks=(RETIRE,),
        default=[],
    ),
    Variable(
        name="retire_after_days",
        kind=Kind.INT,
        group=Group.SAFETY,
        sentence="The days between the deprecation and the deletion of an image.",
        playbooks=(RETIRE,),
        default=30,
        maximum=3650,
    ),
    Variable(
        name="retire_accept_unknown",
        kind=Kind.LIST,
        group=Group.SAFETY,
        sentence="Accept that it is unknown whether these kinds of users use an image.",
        playbooks=(RETIRE,),
        default=[],
        choices=UNKNOWN,
    ),
    Variable(
        name="retire_accept_inactive",
        kind=Kind.BOOL,
        group=Group.SAFETY,
        sentence="Accept users that launch nothing from an image today, such as old versions of launch templates.",
        playbooks=(RETIRE,),
        default=False,
    ),
    Variable(
        name="retire_confirm",
        kind=Kind.BOOL,
        group=Group.SAFETY,
        sentence="Retire or bring back the images. Without it, retire_images only lists what would be done.",
        playbooks=(RETIRE,),
        default=False,
    ),
)
