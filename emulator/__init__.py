# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local, strict Alibaba Cloud: it answers the vendor's SDK over HTTP, with its own state, clock and rules."""
