# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ansible's own process runs this before any part of the collection. Module processes get an empty file for it."""

from __future__ import annotations

from . import _python  # noqa: F401
