# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The price of snapshots that a run was given."""

from __future__ import annotations

from ...module_utils._core.storage import Price
from .site import Site


def price_of(site: Site) -> Price:
    """Return the price; that of nothing is 0."""
    return Price(per_gib_month=float(site.values["price_per_gib_month"]), currency=str(site.values["currency"]))
