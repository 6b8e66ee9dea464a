# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_resource_share and image_resource_share_info are asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._core.per_region import required_region
from .._core.text import list_option
from .._core.written import tag_texts
from .._model.errors import InvalidInput
from .resource_values import ResourceShareRequest, ResourceShareState, SharesInfoRequest

NAME = re.compile(r"[\w.-]{1,50}")
TARGET = re.compile(r"rd-[A-Za-z0-9]+|r-[A-Za-z0-9]+|fd-[A-Za-z0-9]+|[0-9]+", re.ASCII)


def check_request(request: ResourceShareRequest) -> None:
    """Refuse options that are invalid by themselves. Raises InvalidInput."""
    if request.name and not NAME.fullmatch(request.name):
        remedy = "Give 1 to 50 letters, digits, periods, underscores and hyphens."
        raise InvalidInput("resource_share_name", request.name, "is not a name of a resource share", remedy)
    for target in request.targets:
        if not TARGET.fullmatch(target):
            remedy = "Give the id of a resource directory (rd-...), a folder (fd-..., r-...) or an account (digits)."
            raise InvalidInput("targets", target, "is no target", remedy)
    if request.state is ResourceShareState.ABSENT:
        for option, value in (("image_ids", request.image_ids), ("targets", request.targets)):
            if value:
                remedy = "Leave it out to delete the share, or take things out with state present and purge: true."
                raise InvalidInput(option, ", ".join(value), "does not go with state absent", remedy)


def read_request(params: Mapping[str, Any]) -> ResourceShareRequest:
    """Read the parameters of image_resource_share. Raises InvalidInput."""
    request = ResourceShareRequest(
        region=required_region(params),
        share_id=params["resource_share_id"] or "",
        name=params["resource_share_name"] or "",
        image_ids=tuple(dict.fromkeys(list_option(params["image_ids"], "image_ids"))),
        targets=tuple(dict.fromkeys(list_option(params["targets"], "targets"))),
        state=ResourceShareState(params["state"]),
        allow_external=params["allow_external_targets"],
        purge=params["purge"],
        share_unencrypted=params["share_unencrypted"],
        tags=tag_texts("tags", params["tags"]),
        wait_timeout=params["wait_timeout"],
    )
    check_request(request)
    return request


def read_info_request(params: Mapping[str, Any]) -> SharesInfoRequest:
    """Read the parameters of image_resource_share_info. Raises InvalidInput."""
    return SharesInfoRequest(
        region=required_region(params),
        owner=params["owner"],
        names=list_option(params["resource_share_names"], "resource_share_names"),
        share_ids=list_option(params["resource_share_ids"], "resource_share_ids"),
    )
