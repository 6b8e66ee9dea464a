# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CopyImage and CancelCopyImage: importing this package declares them."""

from . import cancel, copying

__all__ = ["cancel", "copying"]
