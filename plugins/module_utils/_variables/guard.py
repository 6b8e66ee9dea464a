# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of the playbook that sets how regions encrypt new disks."""

from __future__ import annotations

from .variable import GUARD, Group, Kind, Variable

GUARDED = (
    Variable(
        name="guard_state",
        kind=Kind.TEXT,
        group=Group.CHOOSE,
        sentence="`enabled` has new disks encrypted in each site's region, `disabled` leaves that to each call.",
        playbooks=(GUARD,),
        default="enabled",
        choices=("enabled", "disabled"),
    ),
    Variable(
        name="guard_kms_key_id",
        kind=Kind.KEYS,
        group=Group.KEY,
        sentence="Encrypt new disks under this key where a call names none. `alias/acs/ecs` is the service key.",
        playbooks=(GUARD,),
    ),
    Variable(
        name="guard_confirm",
        kind=Kind.BOOL,
        group=Group.SAFETY,
        sentence="Switch default encryption on or off. While it is on, no user can make a disk without encryption.",
        playbooks=(GUARD,),
        default=False,
    ),
)
