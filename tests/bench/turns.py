# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Commands that are measured in turn, so that other work on the machine makes all of them dearer alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.report import Row
from tests.bench.stage import Stage


@dataclass(frozen=True)
class Turn:
    """One of the commands. `before` is called before it each time, and is not measured. `stage`: if not that of all."""

    command: Sequence[str]
    note: str = ""
    before: Callable[[], object] = lambda: None
    stage: Stage | None = None


@dataclass(frozen=True)
class Rounds:
    """The rows of each command by its title, one for each round."""

    rows: Mapping[str, Sequence[Row]]

    def cpu(self, title: str) -> list[float]:
        """CPU seconds of a command, round by round."""
        return [row.cost.cpu for row in self.rows[title]]

    def ratio(self, above: str, below: str) -> float:
        """Return the median of the rounds' ratios."""
        return median(a / b for a, b in zip(self.cpu(above), self.cpu(below), strict=True))

    def ratio_beyond(self, above: tuple[str, str], below: tuple[str, str]) -> float:
        """Return the median of the rounds' ratios of what many take beyond what one takes: (many, one)."""
        return float(median(a / b for a, b in zip(self.beyond(*above), self.beyond(*below), strict=True)))

    def beyond(self, many: str, one: str) -> list[float]:
        """CPU seconds that many take beyond what one takes, round by round."""
        return [large - small for large, small in zip(self.cpu(many), self.cpu(one), strict=True)]

    def largest(self, title: str) -> float:
        """Return the largest process of a command in MB."""
        return max(row.cost.largest for row in self.rows[title])


def take_turns(stage: Stage, turns: Mapping[str, Turn], rounds: int) -> Rounds:
    """Run all commands in each round. Of each, the section shows the round that took the median CPU."""
    rows: dict[str, list[Row]] = {title: [] for title in turns}
    for _round in range(rounds):
        for title, turn in turns.items():
            turn.before()
            rows[title].append((turn.stage or stage).measure((title, turn.note), turn.command))
    stage.section.rows += [sorted(own, key=lambda row: row.cost.cpu)[len(own) // 2] for own in rows.values()]
    return Rounds(rows)
