# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a probe is: a fact that no source proves, what an account is asked to settle it, and what that does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ProbeClass(StrEnum):
    """What probes do to an account, in the order in which they are run."""

    READ = "read"
    DRY_RUN = "dry_run"
    WRITE = "write"
    CONSUMER = "consumer"
    LAUNCH = "launch"


DOES = {
    ProbeClass.READ: "reads, and nothing else",
    ProbeClass.DRY_RUN: "sends calls with DryRun=true that would be refused without it, too",
    ProbeClass.WRITE: "makes copies of the canary, shares them if an account is named, and removes all of it",
    ProbeClass.CONSUMER: "asks with the credentials of the account that a copy of the canary is shared with",
    ProbeClass.LAUNCH: "starts instances of a copy of the canary in that account, and releases them",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One fact and how it is settled.

    `sentence` is what the collection and the emulator assume, and `assumed` the same as a value: what was found equals
    it if the fact is confirmed. `settings` are the emulator's settings that follow. `calls` are RAM actions. `needs`
    says without what the fact stays not settled, `makes` what is made for it.
    """

    fact: str
    kind: ProbeClass
    sentence: str
    assumed: Any
    calls: tuple[str, ...]
    settings: tuple[str, ...] = ()
    needs: str = ""
    makes: str = ""
