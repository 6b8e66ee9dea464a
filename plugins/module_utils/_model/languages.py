# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The languages of the report page, as BCP 47 names them."""

from __future__ import annotations

ENGLISH = "en"
LANGUAGES = (ENGLISH, "zh-CN", "ja")
