# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The controller's side of image_info: results of many images take less memory with the older cores."""

from __future__ import annotations

from typing import Any

from ..plugin_utils._direct import DirectAction
from ..plugin_utils._memory import share_text


class ActionModule(DirectAction):
    """Runs the module of the same name."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the module; equal texts of its result are one object."""
        return share_text(super().run(tmp, task_vars))
