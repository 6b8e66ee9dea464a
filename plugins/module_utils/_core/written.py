# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The forms of what is written to the cloud: what a service would refuse is refused before the first write.

A task makes several calls. What only a later one carries would be refused when the earlier ones have been made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .._model.errors import InvalidInput
from .image_names import valid_name
from .text import text_of

TAGS_AT_MOST = 20
TAG_CHARACTERS = 128
RUN_CHARACTERS = TAG_CHARACTERS
# What file systems take for one name.
RUN_BYTES = 255
# `latest` points at the last run's record.
NO_RUN = (".", "..", "latest")
RESERVED = ("aliyun", "acs:")
SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 2, 256
LONGEST_KEY_DESCRIPTION = 8192
POLICY_CHARACTERS = 6144
KEY_POLICY_BYTES = 32_768
URL = re.compile(r"https?://", re.IGNORECASE)
RESOURCE_GROUP = re.compile(r"rg-[A-Za-z0-9_-]{1,61}")
# ECS does not document whether `alias/` counts among the 255 characters.
KEY_ALIAS = re.compile(r"alias/[A-Za-z0-9/_-]{1,249}")
# A key that this collection makes has its alias in a tag, too.
NEW_KEY_ALIAS = re.compile(r"alias/[A-Za-z0-9/_-]{1,122}")
KEY_TAG = re.compile(r"[\w/\\.+=:@-]{0,128}", re.ASCII)
ROLE_NAME = re.compile(r"[A-Za-z0-9.-]{1,64}")
POLICY_NAME = re.compile(r"[A-Za-z0-9-]{1,128}")


def tag_texts(option: str, tags: Mapping[Any, Any]) -> dict[str, str]:
    """Return tags as texts: truth values as YAML writes them, numbers as digits. Raises InvalidInput for others."""
    for key, value in tags.items():
        if isinstance(value, Mapping | list | tuple):
            raise InvalidInput(option, value, f"is no text, and the tag {key} can be nothing else", "Give one text.")
    return {text_of(key): text_of(value) for key, value in tags.items()}


def check_tags(option: str, tags: Mapping[str, str], at_most: int = TAGS_AT_MOST) -> None:
    """Refuse tags that ECS refuses. Raises InvalidInput."""
    if len(tags) > at_most:
        raise InvalidInput(option, len(tags), "are too many tags", f"Give at most {at_most}.")
    for key, value in tags.items():
        if not 1 <= len(key) <= TAG_CHARACTERS or key.lower().startswith(RESERVED) or URL.search(key):
            problem = "is no key of a tag"
            raise InvalidInput(option, key, problem, f"Give 1 to {TAG_CHARACTERS} characters. {_REMEDY}")
        if len(value) > TAG_CHARACTERS or value.lower().startswith("acs:") or URL.search(value):
            problem = f"is no value of a tag ({key})"
            raise InvalidInput(option, value, problem, f"Give at most {TAG_CHARACTERS} characters. {_REMEDY}")


_REMEDY = "They do not begin with aliyun or acs: and hold no http:// or https://."


def check_key_tags(option: str, tags: Mapping[str, str], at_most: int = TAGS_AT_MOST) -> None:
    """Refuse tags that KMS refuses. Raises InvalidInput."""
    check_tags(option, tags, at_most)
    for text in (*tags, *tags.values()):
        if not KEY_TAG.fullmatch(text):
            remedy = "Give ASCII letters, digits and / \\ _ . + = : @ -."
            raise InvalidInput(option, text, "has characters that tags of keys do not have", remedy)


def check_run(option: str, run: str) -> None:
    """Refuse a run name that no tag or no directory can have. Raises InvalidInput."""
    remedy = "Give another name."
    if len(run) > RUN_CHARACTERS:
        remedy = f"Give at most {RUN_CHARACTERS} characters."
        raise InvalidInput(option, run, f"has {len(run)} characters, more than a tag can hold", remedy)
    if run.lower().startswith(RESERVED):
        raise InvalidInput(option, run, "begins with acs: or aliyun, which tags must not", remedy)
    if URL.search(run):
        raise InvalidInput(option, run, "holds http:// or https://, which tags must not", remedy)
    if "/" in run or "\\" in run or "\n" in run or "\t" in run or run in NO_RUN or len(run.encode()) > RUN_BYTES:
        raise InvalidInput(option, run, "cannot be the name of a directory", remedy)


def check_resource_group(option: str, group: str) -> None:
    """Refuse what is no id of a resource group. Raises InvalidInput."""
    if group and not RESOURCE_GROUP.fullmatch(group):
        raise InvalidInput(option, group, "is not the id of a resource group", "Give an id that begins with rg-.")


def check_family(option: str, family: str) -> None:
    """Refuse a name that no image family has. Raises InvalidInput."""
    if family and valid_name(family) != family:
        remedy = "Give 2 to 128 letters, digits, periods, colons, hyphens and underscores, a letter first."
        raise InvalidInput(option, family, "is no name of an image family", remedy)


def check_description(option: str, description: str) -> None:
    """Refuse a description that no image has. Raises InvalidInput."""
    if not description:
        return
    if not SHORTEST_DESCRIPTION <= len(description) <= LONGEST_DESCRIPTION or URL.match(description):
        remedy = f"Give {SHORTEST_DESCRIPTION} to {LONGEST_DESCRIPTION} characters that do not begin with a URL."
        raise InvalidInput(option, description, "is no description of an image", remedy)


def check_key_alias(option: str, alias: str) -> None:
    """Refuse an alias that no key has. Raises InvalidInput."""
    if not NEW_KEY_ALIAS.fullmatch(alias):
        remedy = "Write alias/<name> with 1 to 122 ASCII letters, digits, slashes, underscores and hyphens."
        raise InvalidInput(option, alias, "is no alias of a key", remedy)


def check_key_description(option: str, description: str) -> None:
    """Refuse a description that no key has. Raises InvalidInput."""
    if len(description) > LONGEST_KEY_DESCRIPTION:
        remedy = f"Give at most {LONGEST_KEY_DESCRIPTION}."
        raise InvalidInput(option, f"{description[:20]}...", f"has {len(description)} characters", remedy)


def check_role_name(option: str, name: str) -> None:
    """Refuse a name that no RAM role has. Raises InvalidInput."""
    if not ROLE_NAME.fullmatch(name):
        remedy = "Give 1 to 64 ASCII letters, digits, periods and hyphens."
        raise InvalidInput(option, name, "is no name of a RAM role", remedy)


def check_policy_name(option: str, name: str) -> None:
    """Refuse a name that no RAM policy has. Raises InvalidInput."""
    if not POLICY_NAME.fullmatch(name):
        remedy = "Give 1 to 128 ASCII letters, digits and hyphens."
        raise InvalidInput(option, name, "is no name of a RAM policy", remedy)


def check_policy(option: str, document: Mapping[str, Any]) -> None:
    """Refuse what is no document of a RAM policy. Raises InvalidInput."""
    _check_document(option, document, needs=(("Action", "NotAction"), ("Resource", "NotResource")))
    size = len(json.dumps(document, separators=(",", ":")))
    if size > POLICY_CHARACTERS:
        raise InvalidInput(option, f"{size} characters", "are too many", f"RAM takes {POLICY_CHARACTERS}.")


def check_key_policy(option: str, document: Mapping[str, Any]) -> None:
    """Refuse what is no policy of a key. Raises InvalidInput."""
    _check_document(option, document, needs=(("Principal",), ("Action",), ("Resource",)))
    size = len(json.dumps(document, separators=(",", ":")).encode())
    if size > KEY_POLICY_BYTES:
        raise InvalidInput(option, f"{size} bytes", "are too many", f"KMS takes {KEY_POLICY_BYTES}.")


def _check_document(option: str, document: Mapping[str, Any], needs: tuple[tuple[str, ...], ...]) -> None:
    remedy = (
        "Write Version: '1' and a list Statement of Effect (Allow or Deny), Action, Resource and what else belongs."
    )
    statements = document.get("Statement")
    if document.get("Version") != "1" or not isinstance(statements, list) or not statements:
        raise InvalidInput(option, _brief(document), "is no policy document", remedy)
    for number, statement in enumerate(statements, 1):
        if not isinstance(statement, Mapping) or statement.get("Effect") not in ("Allow", "Deny"):
            raise InvalidInput(option, _brief(statement), f"is no statement (number {number})", remedy)
        for elements in needs:
            found = [element for element in elements if statement.get(element)]
            if len(found) != 1:
                problem = f"needs {' or '.join(elements)} (statement {number})"
                raise InvalidInput(option, _brief(statement), problem, remedy)


def _brief(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= TAG_CHARACTERS else f"{text[:TAG_CHARACTERS]}..."
