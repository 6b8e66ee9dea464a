# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of a standing order: a choice of images that moves with time."""

from __future__ import annotations

from .variable import CHOOSING, Group, Kind, Variable

STANDING = (
    Variable(
        name="images_exclude_names",
        kind=Kind.GLOBS,
        group=Group.CHOOSE,
        sentence="Leave out the images whose name matches one of these shell globs.",
        playbooks=CHOOSING,
        default=[],
        elsewhere="refuse",
    ),
    Variable(
        name="images_newest",
        kind=Kind.INT,
        group=Group.CHOOSE,
        sentence="Take only so many of the newest Available images of each family, or of each glob of images_names.",
        playbooks=CHOOSING,
        default=0,
        elsewhere="refuse",
    ),
    Variable(
        name="images_created_within",
        kind=Kind.AGE,
        group=Group.CHOOSE,
        sentence="Take only images that are not older than this: a number and m, h, d or w.",
        playbooks=CHOOSING,
        elsewhere="refuse",
    ),
)
