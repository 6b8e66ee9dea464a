# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an execution is requested with, and what there is of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._model.execution import Execution, NewExecution


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionRequest(NewExecution):
    """An execution to start or to resume, or with `cancel` to stop; times in seconds."""

    execution_id: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
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
    """`current` is the requested execution, `last_id` the latest ended one of the same request."""

    current: Execution | None = None
    last_id: str = ""
    template: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionsRequest:
    """Executions to list; `filters` as the API names them."""

    region: str
    filters: Mapping[str, str]
    with_tasks: bool
