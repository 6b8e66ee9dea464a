# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Stands before the vendor's package and is as if that were not installed."""

raise ModuleNotFoundError("No module named 'alibabacloud_cs20151215'", name="alibabacloud_cs20151215")
