# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is known of a variable, and which playbooks there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

AUDIT, PLAN, MIGRATE, SHARE = "audit_images", "plan_images", "migrate_images", "share_images"
ADOPT, VERIFY, REHEARSE = "adopt_images", "verify_images", "rehearse_images"
ROLLBACK, ENCRYPT, FIND = "rollback_images", "encrypt_instances", "find_references"
CALIBRATE, DEMO, DEMO_ENCRYPT = "calibrate_account", "demo", "demo_encrypt"
REPOINT, RETIRE, GUARD = "repoint_images", "retire_images", "guard_images"
HANDLE_IMAGE, HANDLE_KEY, HANDLE_SHARE = "handle_image_event", "handle_key_event", "handle_share_event"
HANDLING = (HANDLE_IMAGE, HANDLE_KEY, HANDLE_SHARE)
DEMOS = (DEMO, DEMO_ENCRYPT)
# Playbooks that look at images, and those that copy them.
LOOKING = (AUDIT, PLAN, MIGRATE, SHARE, ADOPT, VERIFY, REHEARSE)
PLAYBOOKS = (*LOOKING, ROLLBACK, ENCRYPT, FIND, REPOINT, RETIRE, GUARD, *HANDLING, CALIBRATE, *DEMOS)
CHOOSING = (*LOOKING, FIND, HANDLE_IMAGE)
COPYING = (PLAN, MIGRATE, REHEARSE)
SHARING = (PLAN, MIGRATE, SHARE, REHEARSE)
# Beginnings of names that belong to the playbooks.
IMAGES = "images_"
FAMILIES = (IMAGES, "rollback_", "repoint_", "retire_", "guard_", "encrypt_instances_", "calibrate_")


class Group(StrEnum):
    """What a variable is about, in the order in which a reader meets it."""

    CHOOSE = "choose"
    KEY = "key"
    DESTINATIONS = "destinations"
    CONSUMERS = "consumers"
    SAFETY = "safety"
    REPORT = "report"
    CONNECTION = "connection"


class Kind(StrEnum):
    """What a value has to be; the text is what the reference page calls it."""

    TEXT = "text"
    BOOL = "boolean"
    INT = "integer"
    NUMBER = "number"
    LIST = "list"
    MAPPING = "mapping"
    ACCOUNTS = "list of account ids"
    OWNERS = "list of owners"
    REGION = "region"
    REGIONS = "list of regions"
    REGIONS_OR_ALL = "list of regions, or all"
    GLOBS = "list of globs"
    KEY = "key"
    KEYS = "key, or mapping from region to key"
    TAGS = "mapping of tags"
    ROLES = "mapping from account id to role ARN"
    BY_ACCOUNT = "mapping from account id"
    INSTANCES = "mapping from account id to instance"
    DATE = "date or time in UTC"
    AGE = "age like 8d"
    RUN = "run name"
    PATH = "path"


LISTS = (Kind.LIST, Kind.ACCOUNTS, Kind.OWNERS, Kind.REGIONS, Kind.REGIONS_OR_ALL, Kind.GLOBS)
MAPPINGS = (Kind.MAPPING, Kind.TAGS, Kind.ROLES, Kind.BY_ACCOUNT, Kind.INSTANCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One variable that playbooks take.

    `default` is the value where none is given, `defaults` those of single playbooks. `option` names the connection
    option that the variable is. `elsewhere` says what a playbook does that does not take it: "ignore", or "refuse"
    where ignoring it would change what the operator expects. `of_play` marks what only a play can act on, so that
    roles do not take it. `environment` is read where the variable is not given.
    """

    name: str
    kind: Kind
    group: Group
    sentence: str
    default: Any = ""
    playbooks: tuple[str, ...] = PLAYBOOKS
    defaults: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 0
    option: str = ""
    elsewhere: str = "ignore"
    secret: bool = False
    of_play: bool = False
    environment: str = ""

    @property
    def short(self) -> str:
        """The name without `images_`; names of other families stay whole."""
        return self.name.removeprefix(IMAGES)

    def default_for(self, playbook: str) -> Any:
        """The value that a playbook takes where none is given."""
        return self.defaults.get(playbook, self.default)

    def name_under(self, prefix: str) -> str:
        """The name under a role's prefix, without the beginning that the playbook's name has.

        The beginning of another playbook's family stays: repoint_max is repoint_images_max, and
        migrate_images_repoint_max.
        """
        family = next((family for family in FAMILIES if self.name.startswith(family)), "")
        own = family if family == IMAGES or prefix.startswith(family) else ""
        return self.name if self.name.startswith(prefix) else f"{prefix}{self.name.removeprefix(own)}"
