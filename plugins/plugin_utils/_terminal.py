# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lines on the terminal and in the log, control characters escaped; what a callback writes stays readable."""

from __future__ import annotations

from collections.abc import Sequence

from ansible import constants
from ansible.utils.display import Display

from ..module_utils._core.tables import visible

display = Display()


def say(line: str) -> None:
    """Print a line: on standard output, or beside it where that is JSON."""
    display.display(visible(line), stderr=is_machine_readable())


def host_prefix(host: str, hosts: Sequence[str]) -> str:
    """Return what a line about one of several hosts begins with; nothing if there is one."""
    return f"[{host}] " if len(hosts) > 1 else ""


def is_machine_readable() -> bool:
    """Does the callback that owns standard output write JSON, so that lines would break it."""
    return "json" in str(constants.DEFAULT_STDOUT_CALLBACK).rpartition(".")[2]
