# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource Access Management: importing this package declares its actions."""

from . import attachments, policies, policy_versions, removal, roles

__all__ = ["attachments", "policies", "policy_versions", "removal", "roles"]
