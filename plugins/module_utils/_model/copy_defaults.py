# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The defaults of the options of `image_copy`, which its page and the roles repeat. Times are in seconds."""

from __future__ import annotations

NAME = "{name}-cmk"
COPY_TIMEOUT = 3600
COPY_TIMEOUT_PER_GIB = 60
OUTAGE_TIMEOUT = 900
PASS_SECONDS = 60
POLL_SECONDS = 10
VISIBILITY_TIMEOUT = 120
MAX_IN_FLIGHT = 50
MAX_COPY_ATTEMPTS = 3
