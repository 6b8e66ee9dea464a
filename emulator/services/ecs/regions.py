# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeRegions."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Gap, Note, action
from ...catalogue.catalogue import regions
from ...catalogue.gaps import REFUSED_PARAMETER

_RESOURCE_TYPES = ("instance", "disk", "reservedinstance", "scu")
_LANGUAGES = ("zh-CN", "en-US", "ja", "zh-TW", "fr", "de", "ko")


@action(
    "ecs",
    "DescribeRegions",
    resources=lambda _: ["*"],
    models=("AcceptLanguage", "ResourceType"),
    errors=("InvalidAcceptLanguage.NotFound", "InvalidResourceType.NotFound"),
    gaps=(
        Gap.of(REFUSED_PARAMETER, "Invalid.InstanceChargeType"),
        Gap.of("every region is open to every account", "Unauthorized.EmptyRegion"),
    ),
    notes=(
        Note("every region the vendor's endpoint data names is open to every account", "assumed"),
        Note("finance, government and closed regions are listed for accounts that have something there", "assumed"),
        Note(
            "local names: Chinese unless AcceptLanguage asks for another language, then English",
            "ECS-SDK; English for all others: assumed",
        ),
    ),
)
def describe_regions(call: Call) -> Answer:
    """List the regions."""
    language = call.parameters.text("AcceptLanguage", "zh-CN")
    if language not in _LANGUAGES:
        raise call.refuse("InvalidAcceptLanguage.NotFound")
    if call.parameters.text("ResourceType", "instance") not in _RESOURCE_TYPES:
        raise call.refuse("InvalidResourceType.NotFound")
    return {
        "Regions": {
            "Region": [
                {
                    "RegionId": region.id,
                    "LocalName": region.zh if language.startswith("zh") else region.en,
                    "RegionEndpoint": f"ecs.{region.id}.aliyuncs.com",
                    "Status": "available",
                }
                for region in regions().values()
                if region.listed or region.id in call.account.regions
            ]
        }
    }
