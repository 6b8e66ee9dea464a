# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Modules run as a worker of Ansible runs them: in a fork, with their real argument spec and the vendor's SDK."""

from __future__ import annotations

import importlib
import json
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.plugin_utils._child import run_in_child
from plugins.plugin_utils._core import encode, run_module

HANG_SECONDS = 60
# What a shell says of a program that SIGALRM ended.
HUNG = 128 + signal.SIGALRM


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a call: the result, empty if it is none, and all that was printed."""

    result: Mapping[str, Any]
    printed: str
    hung: bool

    @property
    def failed(self) -> bool:
        """Did the module fail, by its own word."""
        return bool(self.result.get("failed"))

    @property
    def message(self) -> str:
        """What it says."""
        return str(self.result.get("msg", ""))

    @property
    def code(self) -> str:
        """The error's code, empty where the arguments were refused by ansible-core."""
        return str((self.result.get("error") or {}).get("code", ""))


def call(module: str, arguments: Mapping[str, Any], folder: Path, *, diff: bool = True) -> Answer:
    """Run a module to its end, at most for a minute."""
    source = importlib.import_module(f"plugins.modules.{module}")
    payload = encode({**arguments, "_ansible_diff": diff, "_ansible_verbosity": 4, "_ansible_module_name": module})

    def work() -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(HANG_SECONDS)
        run_module(source, payload, 0)

    status, output, errors = run_in_child(work, module, str(folder))
    text = output.decode(errors="replace")
    try:
        result = json.loads(text)
    except ValueError:
        result = {}
    return Answer(result=result, printed=text + errors.decode(errors="replace"), hung=status == HUNG)
