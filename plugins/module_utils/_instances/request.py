# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image, instance, instance_info and encryption_leftovers are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.image_names import valid_name
from .._core.per_region import required_region
from .._core.text import list_option
from .._core.written import check_description, check_family, check_resource_group, check_run, check_tags, tag_texts
from .._model.errors import InvalidInput
from .._model.image import TAGS_PER_IMAGE
from .reading import InstanceSelection
from .residue_values import ResidueRequest
from .values import InstancesRequest, MakingRequest, StateRequest

SOURCES = ("instance_id", "snapshot_id", "source_image_id")


def read_instance_request(params: Mapping[str, Any]) -> StateRequest:
    """Read the module's parameters. Raises InvalidInput."""
    instance_ids = tuple(dict.fromkeys(list_option(params["instance_ids"], "instance_ids")))
    wanted = "Stopped" if params["state"] == "stopped" else "Running"
    if params["force"] and wanted != "Stopped":
        raise InvalidInput("force", True, "is about stopping only", "Leave it out to start instances.")
    return StateRequest(
        region=required_region(params),
        instance_ids=instance_ids,
        wanted=wanted,
        stopped_mode=params["stopped_mode"],
        force=params["force"],
        wait=params["wait"],
        wait_timeout=params["wait_timeout"],
        poll_seconds=params["poll_seconds"],
    )


def read_image_request(params: Mapping[str, Any]) -> MakingRequest:
    """Read the module's parameters. Raises InvalidInput."""
    absent = params["state"] == "absent"
    fields = (*SOURCES, "name", "image_id", "family", "description", "architecture", "platform", "boot_mode",
              "resource_group_id", "run")  # fmt: skip
    given = {name: str(params[name] or "").strip() for name in fields}
    sources = [name for name in SOURCES if given[name]]
    if len(sources) > 1:
        raise InvalidInput(sources[1], given[sources[1]], f"is given beside {sources[0]}", "Give one of them.")
    if not absent and not sources:
        remedy = "Name the instance or the snapshot that the image is made of."
        raise InvalidInput("instance_id", "", "is not given, and no snapshot_id or source_image_id", remedy)
    if not (given["name"] or (absent and given["image_id"])):
        raise InvalidInput("name", "", "is not given", "Name the image.")
    if given["image_id"] and not absent:
        raise InvalidInput("image_id", given["image_id"], "is for state: absent", "Leave it out to make an image.")
    if given["name"] and valid_name(given["name"]) != given["name"]:
        remedy = f"ECS would take {valid_name(given['name'])!r}."
        raise InvalidInput("name", given["name"], "is no name of an image", remedy)
    tags = tag_texts("tags", params["tags"])
    # One of an image's tags is ours, and the run's name is another.
    check_tags("tags", tags, TAGS_PER_IMAGE - (2 if given["run"] else 1))
    check_run("run", given["run"])
    check_family("family", given["family"])
    check_description("description", given["description"])
    check_resource_group("resource_group_id", given["resource_group_id"])
    return MakingRequest(
        region=required_region(params),
        absent=absent,
        tags=tags,
        wait=params["wait"],
        wait_timeout=params["wait_timeout"],
        poll_seconds=params["poll_seconds"],
        **given,
    )


def read_encryption_leftovers_request(params: Mapping[str, Any]) -> ResidueRequest:
    """Read the module's parameters. Raises InvalidInput."""
    ids = tuple(dict.fromkeys(list_option(params["execution_ids"], "execution_ids")))
    return ResidueRequest(region=required_region(params), execution_ids=ids, forgo_reinit=params["forgo_reinit"])


def read_instance_info_request(params: Mapping[str, Any]) -> InstancesRequest:
    """Read the parameters of instance_info. Raises InvalidInput."""
    selection = InstanceSelection(
        instance_ids=tuple(dict.fromkeys(list_option(params["instance_ids"], "instance_ids"))),
        names=list_option(params["names"], "names"),
        tags=tag_texts("tags", params["tags"]),
        statuses=list_option(params["statuses"], "statuses"),
    )
    return InstancesRequest(
        region=required_region(params), selection=selection, missing_fails=params["missing"] == "fail"
    )
