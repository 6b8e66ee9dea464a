# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Container Service for Kubernetes (ACK, product CS): importing this package declares its actions."""

from . import clusters, node_pool_modify, node_pools

__all__ = ["clusters", "node_pool_modify", "node_pools"]
