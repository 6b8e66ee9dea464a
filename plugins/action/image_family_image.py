# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The controller's side of image_family_image: the module runs without a Python of its own."""

from __future__ import annotations

from ..plugin_utils._direct import DirectAction


class ActionModule(DirectAction):
    """Runs the module of the same name."""
