# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Change users of images side by side, each for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._client.session import Session
from .._core.remedies import write_reason
from .._model.errors import ImageopsError
from .values import Move, Moved, MovesPlan, failures_of, label_of


def change_each(
    session: Session,
    plan: MovesPlan,
    change: Callable[[Move], Move],
    look: Callable[[Move], Mapping[str, Any]],
    written: set[str],
    label: Callable[[Move], str] = label_of,
) -> Moved:
    """Change what is due; what fails for one does not stop the others. `change` notes in `written` what it wrote.

    `look` reads what a user has after its change failed: some of it may have come about.
    """
    rows = {move.id: move for move in plan.moves}
    failures: dict[str, Exception] = failures_of(plan.moves, plan.failing)
    failed: dict[str, tuple[Move, ImageopsError]] = {}
    for move, result in session.map(change, [move for move in plan.moves if move.is_due]):
        if isinstance(result, ImageopsError):
            failed[move.id] = (move, result)
            failures[label(move)] = result
        else:
            rows[move.id] = result
    for move, found in session.map(look, [move for move, _error in failed.values()]):
        after = {} if isinstance(found, ImageopsError) else found
        rows[move.id] = move.failed(write_reason(failed[move.id][1]), after)
    # A change whose answer was lost is seen by what the user has now.
    has_come_about = any(rows[id_].after == move.after for id_, (move, _error) in failed.items())
    return Moved(moves=list(rows.values()), failures=failures, changed=bool(written) or has_come_about)
