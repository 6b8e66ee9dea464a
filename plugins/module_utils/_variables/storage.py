# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables about what snapshots cost."""

from __future__ import annotations

from .variable import COPYING, RETIRE, Group, Kind, Variable

STORAGE = (
    Variable(
        name="images_price_per_gib_month",
        kind=Kind.NUMBER,
        group=Group.REPORT,
        sentence="The price of a GiB of snapshots in a month. With it, plans and reports show money beside GiB.",
        playbooks=(*COPYING, RETIRE),
        default=0,
        maximum=1000000,
    ),
    Variable(
        name="images_currency",
        kind=Kind.TEXT,
        group=Group.REPORT,
        sentence="The currency of images_price_per_gib_month, such as USD.",
        playbooks=(*COPYING, RETIRE),
    ),
)
