# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a run under a policy says about that policy."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of a run: its status, its output, and as `account action` what was called and what was denied."""

    status: int
    output: str
    called: frozenset[tuple[str, str]]
    denied: frozenset[tuple[str, str]]


def wrong_with_all(run: Run, spared: Collection[tuple[str, str]] = ()) -> list[str]:
    """What speaks against a document with all its actions."""
    missing = sorted(run.denied.difference(spared))
    wrong = [f"{action} is denied, the document lacks it" for _account, action in missing]
    return [*wrong, f"the run ends with status {run.status}"] if run.status else wrong


def wrong_without(action: str, run: Run) -> str:
    """What is wrong with a run that lacks an action: it has to fail, or to say what is missing; both with its name."""
    if names(run.output, action):
        return ""
    return f"the run fails without {action} and does not name it" if run.status else f"{action} is superfluous"


def names(output: str, action: str) -> bool:
    """Whether the action is named, with or without its service."""
    return re.search(rf"\b{action.partition(':')[2]}\b", output) is not None


def needing(account: str, action: str, runs: Sequence[Run]) -> int:
    """The first case that calls the action; for an action that is no call, the first one."""
    return next((number for number, run in enumerate(runs) if (account, action) in run.called), 0)
