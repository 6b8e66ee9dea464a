# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of `image_copy`, checked as far as they can be without reading anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._core.per_region import check_regions, required_region, value_per_region
from .._core.text import list_option
from .._core.written import check_resource_group, check_run
from .._model.errors import InvalidInput
from .._model.image_copy import WantedState
from .._model.time_limit import TimeLimit
from .names import check_template
from .values import CopyOptions, CopyRequest, Pair, PassOptions, SourceOwner


def read_request(params: Mapping[str, Any]) -> CopyRequest:
    """Read the module's parameters. Raises InvalidInput."""
    region = required_region(params)
    check_template("name", params["name"])
    if params["wait_timeout"] is not None and params["wait_timeout"] < 1:
        raise InvalidInput("wait_timeout", params["wait_timeout"], "is too small", "Give at least 1, or leave it out.")
    check_run("run", params["run"] or "")
    check_resource_group("resource_group_id", params["resource_group_id"] or "")
    state, source_owner = WantedState(params["state"]), SourceOwner(params["source_owner"])
    under_way = _under_way(params, state)
    pairs = () if under_way else _pairs(params, region)
    if source_owner is SourceOwner.SHARED:
        _check_regions_of_shared(params, region, pairs)
    # Without a key, copies under any key are removed; AWX gives empty text for no key.
    is_any_key = state is WantedState.ABSENT and params["kms_key_id"] in (None, "", {})
    return CopyRequest(
        region=region,
        pairs=pairs,
        keys={}
        if is_any_key or under_way
        else value_per_region("kms_key_id", params["kms_key_id"], [pair.region for pair in pairs]),
        state=state,
        source_owner=source_owner,
        under_way=under_way,
        time_limit=TimeLimit(seconds=params["copy_timeout"], seconds_per_gib=params["copy_timeout_per_gib"]),
        options=PassOptions(
            copy=_copy_options(params),
            wait=params["wait"],
            pass_seconds=params["pass_seconds"],
            poll_seconds=params["poll_seconds"],
            visibility_timeout=params["visibility_timeout"],
            max_in_flight=params["max_in_flight"],
        ),
    )


def _copy_options(params: Mapping[str, Any]) -> CopyOptions:
    return CopyOptions(
        name_template=params["name"],
        carry_tags=params["carry_tags"],
        resource_group_id=params["resource_group_id"] or "",
        max_attempts=params["max_copy_attempts"],
        restore_family=params["restore_family"],
        run=params["run"] or "",
        foreign_key_form=params["foreign_key_form"],
    )


def _under_way(params: Mapping[str, Any], state: WantedState) -> dict[str, frozenset[str]]:
    given: Mapping[str, Any] = params["under_way"] or {}
    if given and state is WantedState.ABSENT:
        problem = "goes with state: present only"
        raise InvalidInput("under_way", ", ".join(given), problem, "Give image_ids for copies to remove.")
    check_regions("under_way", list(given))
    ids: dict[str, frozenset[str]] = {}
    for region, images in given.items():
        if not isinstance(images, list) or not images:
            problem = "has no list of image ids"
            raise InvalidInput("under_way", region, problem, "Give the ids of the copies that are in progress there.")
        ids[region] = frozenset(map(str, images))
    return ids


def _check_regions_of_shared(params: Mapping[str, Any], region: str, pairs: Iterable[Pair]) -> None:
    for pair in pairs:
        if pair.region != region:
            raise InvalidInput(
                "copies" if params["copies"] else "destination_regions",
                pair.region,
                f"is not {region}, and ECS copies images that others share within their region only",
                f"Copy {pair.image_id} in {region} first, then copy that copy, which is your own, to {pair.region}.",
            )


def _pairs(params: Mapping[str, Any], region: str) -> tuple[Pair, ...]:
    regions = list_option(params["destination_regions"], "destination_regions") or (region,)
    check_regions("destination_regions", regions)
    check_regions("copies", [item["destination_region"] for item in params["copies"] or ()])
    pairs = [
        Pair(image_id=image_id, region=name)
        for image_id in list_option(params["image_ids"], "image_ids")
        for name in regions
    ]
    pairs += [Pair(image_id=item["image_id"], region=item["destination_region"]) for item in params["copies"] or ()]
    return tuple(dict.fromkeys(pairs))
