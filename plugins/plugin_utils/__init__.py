# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What runs in the controller."""

from __future__ import annotations

# First of all this Python is looked at, whichever file of the folder is imported.
from ..module_utils import _python  # noqa: F401
