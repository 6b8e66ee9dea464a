# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which product, and which region, a host name stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from ..catalogue.catalogue import regions, versions

# The vendor's older endpoints list sends most regions to ecs-cn-hangzhou, and unknown ones too.
_CENTRAL = {
    "cs.aliyuncs.com": "cs",
    "ecs.aliyuncs.com": "ecs",
    "ecs-cn-hangzhou.aliyuncs.com": "ecs",
    "ess.aliyuncs.com": "ess",
    "ram.aliyuncs.com": "ram",
    "ram.vpc-proxy.aliyuncs.com": "ram",
    "resourcemanager.aliyuncs.com": "resourcemanager",
    "resourcemanager-vpc.aliyuncs.com": "resourcemanager",
    "sts.aliyuncs.com": "sts",
}
_REGIONAL = re.compile(r"(cs|ecs|ess|kms|sts|oos|resourcesharing)(?:-vpc)?\.([a-z0-9-]+)\.aliyuncs\.com")
DEFAULT_REGION = "cn-hangzhou"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A product at an address.

    `region` is None where the request's RegionId decides, and `default` stands for one that is not given. A `direct`
    address is the emulator's own: it belongs to no product and no region.
    """

    product: str
    region: str | None
    default: str = DEFAULT_REGION
    direct: bool = False


def resolve(host: str) -> Endpoint | None:
    """The endpoint behind a host name, or None if no such host exists (RAM, for one, has no regional ones)."""
    name = host_name(host)
    if name in _CENTRAL:
        return Endpoint(_CENTRAL[name], None)
    found = _REGIONAL.fullmatch(name)
    if found is None or found[2] not in regions():
        return None
    return Endpoint(found[1], found[2])


def direct_endpoint(host: str, version: str, default: str) -> Endpoint | None:
    """The endpoint of a client without a proxy that asks the emulator's own address: the version names the product."""
    products = {known: product for product, known in versions().items()}
    if not is_loopback(host) or version not in products:
        return None
    return Endpoint(products[version], None, default, direct=True)


def host_name(host: str) -> str:
    """The name in a Host header, in lower case, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def is_loopback(host: str) -> bool:
    """Whether a Host header names this machine itself."""
    name = host_name(host)
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
