# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Stands before the vendor's package and is as if that were not installed."""

raise ModuleNotFoundError("No module named 'alibabacloud_kms20160120'", name="alibabacloud_kms20160120")
