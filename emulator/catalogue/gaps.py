# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a documented error is not modelled: the reasons that several actions share."""

from __future__ import annotations

PLANNED = "only as a planned fault"
INTERNAL = "about parameters for the vendor's own operators"
REFUSED_PARAMETER = "about a parameter that is refused"
PUBLIC = "public, community and marketplace images do not exist"
BILLING = "billing is not modelled"
NOBODY_KNOWS = "no source says when"
