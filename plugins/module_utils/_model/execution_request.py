# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a run of `oos_execution` is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .execution import Execution


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionRequest:
    """An execution to start or to go on with, or with `cancel` to stop; times in seconds."""

    region: str
    execution_id: str = ""
    template_name: str = ""
    template_version: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    mode: str = "Automatic"
    loop_mode: str = "Automatic"
    safety_check: str = "Skip"
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    resource_group_id: str = ""
    cancel: bool = False
    wait: bool = True
    pass_seconds: float = 60
    poll_seconds: float = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template that can be read: the declared parameters by name, each with `Type`, `Default`, `AllowedValues`."""

    version: str
    parameters: Mapping[str, Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionWorld:
    """`current` is the execution that is meant; `last_id` the latest ended one of the same request."""

    current: Execution | None = None
    last_id: str = ""
    template: Template | None = None
