# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elastic Compute Service: importing this package declares its actions."""

from . import attributes, copying, images, regions, share_list, sharing, snapshots, tags

__all__ = ["attributes", "copying", "images", "regions", "share_list", "sharing", "snapshots", "tags"]
