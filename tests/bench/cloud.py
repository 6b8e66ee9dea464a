# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The emulator under measurement: its world, its clock, and the calls it counted."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.emulated import control, emulator
from tests.workspace import ROOT, environment

# Of the worlds that are measured.
OPERATOR = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "operator-key", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "operator-secret"}
LISTS = ("DescribeImages", "DescribeSnapshots")


class Counting(ABC):
    """A cloud that counts the calls of whoever works on it."""

    @abstractmethod
    def calls(self) -> Counter[str]:
        """How often each action was called since the world was made."""

    @abstractmethod
    def environment(self, collections: Path) -> dict[str, str]:
        """The environment for whoever works on this cloud."""

    @contextlib.contextmanager
    def counting(self) -> Iterator[Counter[str]]:
        """A counter that holds the calls of the block once it has ended."""
        before = self.calls()
        counted: Counter[str] = Counter()
        yield counted
        counted.update(self.calls() - before)


@dataclass(frozen=True)
class Cloud(Counting):
    """An emulator in a process of its own."""

    url: str
    world: Path

    def control(self, path: str, body: Any = None) -> Any:
        """Ask a control path; with a body it is a POST."""
        return control(self.url, path, body)

    def reset(self) -> None:
        """Make the world anew, as it was at first."""
        self.control("reset", json.loads(self.world.read_text()))

    def calls(self) -> Counter[str]:
        """How often each action was called since the world was made."""
        return Counter(self.control(f"requests?since={10**9}")["counts"])

    def environment(self, collections: Path) -> dict[str, str]:
        """The environment for whoever works on this cloud."""
        return environment(
            **OPERATOR,
            ALIBABA_CLOUD_EMULATOR_URL=self.url,
            ANSIBLE_COLLECTIONS_PATH=str(collections),
            ANSIBLE_LOCALHOST_WARNING="false",
            ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
            PYTHONPATH=str(ROOT),
        )


@contextlib.contextmanager
def cloud(kind: str, count: int, log: Path, *options: str) -> Iterator[Cloud]:
    """An emulator with the world `kind` of so many images; see `worlds.py`."""
    with tempfile.TemporaryDirectory(prefix="imageops-bench-") as name, log.open("w") as output:
        world = Path(name) / "world.json"
        # In a process of its own: what this one holds would count as memory of those that it starts.
        make = [sys.executable, "-m", "tests.bench.worlds", kind, str(count), str(world)]
        subprocess.run(make, cwd=ROOT, check=True)
        with emulator(Path(name), output, "--world", str(world), "--request-log", "1000", *options) as url:
            yield Cloud(url, world)
