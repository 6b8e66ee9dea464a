# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Parameters of OOS: ListParameters, GetParameters, UpdateParameter."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from .._client.answer import unwrap
from .._client.paging import tokened
from .._client.sdk import OOS
from .._client.session import Session
from .._model.image_users import OosParameter
from .oos_executions import mapping
from .wire import Answer, number, part, text

# assumed: no source says how many names a call takes.
NAMES_PER_CALL = 10
ROOT = "/"


def list_parameters(session: Session, region: str) -> list[OosParameter]:
    """All own parameters of a region with their values. Needs oos:ListParameters and oos:GetParameters.

    No source says whether a list without a path has names that begin with a slash, so they are listed by themselves
    unless it has one.
    """
    names = _names(session, region, {})
    if not any(name.startswith(ROOT) for name in names):
        names += _names(session, region, {"Path": ROOT, "Recursive": True})
    return get_parameters(session, region, names)


def get_parameters(session: Session, region: str, names: Iterable[str]) -> list[OosParameter]:
    """The parameters with these names that are there. Needs oos:GetParameters."""
    wanted = list(dict.fromkeys(names))

    def read(batch: list[str]) -> list[OosParameter]:
        query = {"RegionId": region, "Names": json.dumps(batch)}
        return [_parse(item) for item in unwrap(session.call(OOS, region, "GetParameters", query), "Parameters")]

    batches = [wanted[start : start + NAMES_PER_CALL] for start in range(0, len(wanted), NAMES_PER_CALL)]
    return [item for found in session.gather(read, batches) for item in found]


def update_parameter(session: Session, region: str, parameter: OosParameter, value: str) -> int:
    """Give a parameter another value, and return its new version. Needs oos:UpdateParameter.

    No source says whether what is not sent stays, so all of it is sent. Each call counts, so none is repeated.
    """
    query = {
        "RegionId": region,
        "Name": parameter.name,
        "Value": value,
        "Description": parameter.description,
        "ResourceGroupId": parameter.resource_group_id,
        "Tags": json.dumps(parameter.own_tags, sort_keys=True) if parameter.own_tags else "",
    }
    sent = {name: given for name, given in query.items() if given}
    answer = session.call(OOS, region, "UpdateParameter", sent, repeatable=False)
    return number(part(answer, "Parameter"), "ParameterVersion")


def _names(session: Session, region: str, place: Mapping[str, Any]) -> list[str]:
    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        query = {"RegionId": region, "ShareType": "Private", **place, **page}
        return session.call(OOS, region, "ListParameters", query)

    return [text(item, "Name") for item in tokened(fetch, "Parameters", "", sys.maxsize)]


def _parse(answer: Answer) -> OosParameter:
    return OosParameter(
        name=text(answer, "Name"),
        kind=text(answer, "Type"),
        value=text(answer, "Value"),
        version=number(answer, "ParameterVersion"),
        description=text(answer, "Description"),
        # In examples the text is JSON whose quotes are escaped once more.
        constraints=mapping(text(answer, "Constraints").replace('\\"', '"').strip('"')),
        resource_group_id=text(answer, "ResourceGroupId"),
        tags={key: str(value) for key, value in mapping(answer.get("Tags")).items()},
    )
