# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elastic Compute Service: importing this package declares its actions."""

from . import copies, image_users, images, instances, launch_templates, regions, snapshots, tags

__all__ = ["copies", "image_users", "images", "instances", "launch_templates", "regions", "snapshots", "tags"]
