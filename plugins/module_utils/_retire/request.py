# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_retirement is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.image_map import new_ids
from .._core.per_region import required_region
from .._core.text import list_option, text_list, text_of
from .._core.written import check_run
from .._model.errors import InvalidInput
from .values import KINDS, RetireRequest, Wish

# The tag holds at most 128 characters, with the time and a number.
LONGEST_RUN = 90


def read_request(params: Mapping[str, Any]) -> RetireRequest:
    """Read the module's parameters. Raises InvalidInput."""
    region = required_region(params)
    found = new_ids(params["image_map"], region)
    wish = Wish(params["state"])
    ids = list_option(params["image_ids"], "image_ids")
    if ids and wish is not Wish.RESTORED:
        remedy = "Give image_map, which says what took an image's place."
        raise InvalidInput("image_ids", ", ".join(ids), "is for state restored only", remedy)
    replaced = {**dict.fromkeys(ids, ""), **found}
    if not replaced and not params["leftovers"]:
        remedy = "Give the ids of this region."
        raise InvalidInput("image_map", "", f"names no image in {region}", remedy)
    _check_map(found)
    return RetireRequest(
        region=region,
        new_ids=replaced,
        wish=wish,
        run=_run(params["run"]),
        after_days=params["after_days"],
        accept_unknown=_kinds(params["accept_unknown"]),
        accept_inactive=params["accept_inactive"],
        cleared={image: frozenset(accounts) for image, accounts in _accounts(params, "cleared_accounts").items()},
        former=_accounts(params, "former_accounts"),
        keep_newest=params["keep_newest"],
        keep_tags={
            text_of(key): None if value is None else text_of(value) for key, value in params["keep_tags"].items()
        },
        leftovers=params["leftovers"],
        leftover_ids=frozenset(list_option(params["leftover_ids"], "leftover_ids")),
        recorded=frozenset(list_option(params["recorded_snapshots"], "recorded_snapshots")),
    )


def _check_map(found: Mapping[str, str]) -> None:
    same = next((old for old, new in found.items() if new == old or new in found), "")
    if same:
        remedy = "Give old ids with ids that are not old ones."
        raise InvalidInput("image_map", {same: found[same]}, "leads to an image that is itself retired", remedy)


def _run(given: Any) -> str:
    run = text_of(given)
    if run:
        check_run("run", run)
    if len(run) > LONGEST_RUN:
        raise InvalidInput("run", run, "is too long for a tag", f"Give at most {LONGEST_RUN} characters.")
    return run


def _kinds(given: Any) -> frozenset[str]:
    kinds = list_option(given, "accept_unknown")
    unknown = next((kind for kind in kinds if kind not in KINDS), "")
    if unknown:
        raise InvalidInput("accept_unknown", unknown, "is no kind of users", f"Give {', '.join(KINDS)}.")
    return frozenset(kinds)


def _accounts(params: Mapping[str, Any], option: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for image_id, given in params[option].items():
        accounts = text_list(given, option)
        odd = next((item for item in accounts if not (item.isascii() and item.isdigit())), "")
        if odd or isinstance(given, Mapping):
            raise InvalidInput(option, {image_id: given}, "is no list of account ids", "Give {image id: [account id]}.")
        found[text_of(image_id)] = tuple(sorted(set(accounts)))
    return found
