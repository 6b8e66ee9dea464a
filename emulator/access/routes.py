# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests of the ROA style: method and path say the operation, the body is an object of JSON."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from ..actions.json_text import parse_json

_PART = r"[^/]+"
_CLUSTER = rf"/clusters/(?P<ClusterId>{_PART})"
_NODE_POOL = rf"{_CLUSTER}/nodepools/(?P<NodepoolId>{_PART})"
_ROUTES = {
    "cs": (
        ("GET", r"/api/v1/clusters", "DescribeClustersV1"),
        ("GET", rf"{_CLUSTER}/nodepools", "DescribeClusterNodePools"),
        ("GET", _NODE_POOL, "DescribeClusterNodePoolDetail"),
        ("PUT", _NODE_POOL, "ModifyClusterNodePool"),
    )
}
METHODS = ("DELETE", "GET", "POST", "PUT")

Pairs = list[tuple[str, str]]


def is_roa(product: str) -> bool:
    """Say whether the requests and answers of a product have the ROA style."""
    return product in _ROUTES


def find_route(product: str, method: str, path: str) -> tuple[str, Pairs]:
    """Return the operation that method and path say, empty if none is modelled, and what the path names."""
    for wanted, pattern, action in _ROUTES[product]:
        found = re.fullmatch(pattern, path)
        if found and wanted == method:
            return action, [(name, unquote(text)) for name, text in found.groupdict().items()]
    return "", []


def read_body(body: bytes) -> Pairs | None:
    """Return the parts of a body, each as JSON text; None if it is no object of JSON."""
    if not body:
        return []
    try:
        parts = parse_json(body)
    except ValueError:
        return None
    if not isinstance(parts, dict):
        return None
    return [(name, json.dumps(part, ensure_ascii=False)) for name, part in parts.items()]
