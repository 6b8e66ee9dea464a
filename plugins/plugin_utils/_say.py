# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lines on the terminal and in the log: nothing in them moves the cursor or turns the writing, and JSON stays JSON."""

from __future__ import annotations

from ansible import constants
from ansible.utils.display import Display

from ..module_utils._core.tables import visible

display = Display()


def say(*lines: str) -> None:
    """Print lines. Where the callback that owns standard output writes JSON, they go to the error output."""
    is_machine_readable = "json" in str(constants.DEFAULT_STDOUT_CALLBACK).rpartition(".")[2]
    for line in lines:
        display.display(visible(line), stderr=is_machine_readable)
