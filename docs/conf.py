# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Sphinx's settings; docs/build.py lays out the sources."""

project = "imageops.alicloud"
author = "imageops.alicloud contributors"
extensions = ["myst_parser", "sphinx_antsibull_ext"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
myst_heading_anchors = 3
html_theme = "sphinx_ansible_theme"
html_show_sphinx = False
default_role = "any"
# Labels and environment variables of ansible-core, which only its own site explains.
suppress_warnings = ["ref.envvar", "ref.ref"]
