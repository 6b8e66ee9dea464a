# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A site at work: the request, calls of modules, lines on the terminal, and what is known from step to step."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from ...module_utils._copies.waiting.progress import duration
from ...module_utils._variables.declared import VARIABLES
from ...module_utils._variables.request import Request
from .._record import check_record
from .._requests import Requests
from .._terminal import host_prefix, say
from .._variables import awx_job, run_name
from .failures import NO_WORDS, StepFailed, failure_of
from .names import chosen_steps, kind_of
from .place import place_lines
from .state import forget_reported, load_state, release_claim, save_state

COLLECTION = "imageops.alicloud"

# A variable that the playbook does not take has its default.
DEFAULTS = {variable.short: variable.default for variable in VARIABLES}


class CallsModules(Protocol):
    """The action that does a step."""

    @property
    def in_check_mode(self) -> bool:
        """Is the task in check mode."""

    @property
    def is_local(self) -> bool:
        """Do modules run on this machine, as this user."""

    @property
    def tags(self) -> list[str]:
        """The tags of the task, those of its blocks and roles included."""

    def call_module(
        self, name: str, arguments: Mapping[str, Any], variables: Mapping[str, Any], *, in_check_mode: bool
    ) -> dict[str, Any]:
        """Run a module, with its action if it has one, and return its answer."""


class Site:
    """One host of the play, which is one account in one region."""

    def __init__(self, action: CallsModules, variables: Mapping[str, Any], request: Request, playbook: str) -> None:
        self._action = action
        self._variables = variables
        self._requests, self.origin = Requests(), ""
        self.request = request
        self.run_name = run_name(request.values, variables)
        self.playbook = playbook
        self.changed = False
        self.state = load_state(self.name)

    @property
    def name(self) -> str:
        """The host's name."""
        return str(self._variables.get("inventory_hostname", "localhost"))

    @property
    def values(self) -> Mapping[str, Any]:
        """The typed request, by the variables' short names. A plan or a rehearsal overrides it."""
        return {**DEFAULTS, **self.request.values, **self.state.get("overrides", {})}

    @property
    def connection(self) -> dict[str, Any]:
        """The options of the connection as modules take them."""
        region = self.state.get("overrides", {}).get("region")
        given = {"region": region} if region else {}
        return {**self.request.connection, **given, **self.state.get("connection", {})}

    @property
    def hosts(self) -> list[str]:
        """Every host of the play, those that failed included."""
        return list(self._variables.get("ansible_play_hosts_all") or [self.name])

    @property
    def working_hosts(self) -> list[str]:
        """The hosts that are still in the play."""
        return list(self._variables.get("ansible_play_hosts") or [self.name])

    @property
    def speaks_for_all(self) -> bool:
        """Is this the host that says what concerns all: the first that still works, of its batch with `serial`."""
        return self.name == (list(self._variables.get("ansible_play_batch") or ()) or self.working_hosts)[0]

    @property
    def in_check_mode(self) -> bool:
        """Is the task in check mode."""
        return self._action.in_check_mode

    @property
    def is_local(self) -> bool:
        """Do modules run on this machine, as this user, so that they write files for the steps."""
        return self._action.is_local

    @property
    def account_id(self) -> str:
        """The account as the inventory says, empty if it does not."""
        return str(self._variables.get("image_site_account_id") or self._variables.get("image_site_account") or "")

    @property
    def account(self) -> str:
        """What sites of one account have in common."""
        named = (self.request.connection.get(key, "") for key in ("profile", "assume_role_arn", "access_key_id"))
        return self.account_id or ".".join(map(str, named))

    @property
    def account_duty(self) -> str:
        """The name of what one site of an account does for all of them."""
        return f"prepare {self.account}"

    @property
    def steps(self) -> tuple[str, ...]:
        """What `--tags` and `--skip-tags` leave of the steps. Users are moved only if their kinds are named."""
        asked = self._variables.get("ansible_run_tags") or ("all",)
        left_out = [*(self._variables.get("ansible_skip_tags") or ()), *([] if self.values["repoint"] else ["repoint"])]
        return chosen_steps(asked, left_out, self._action.tags)

    @property
    def kind(self) -> str:
        """What the record of this run is of."""
        return kind_of(self.playbook, self.steps, check_mode=self.in_check_mode)

    @property
    def is_emulated(self) -> bool:
        """Does this site speak to the emulator."""
        return bool(self.connection.get("emulator_url") or os.environ.get("ALIBABA_CLOUD_EMULATOR_URL"))

    @property
    def is_in_awx(self) -> bool:
        """Does a job of AWX run this."""
        return awx_job(self._variables) != ""

    def has_group(self, name: str) -> bool:
        """Does the inventory have this group, by an earlier play of this process, too."""
        return name in self._variables.get("groups", {})

    def begin(self) -> None:
        """Forget what an earlier run of this process kept, and see that the record can be written."""
        self.state = {}
        if directory := self.values["report_dir"]:
            check_record(directory, self.run_name, self.kind)
        if self.speaks_for_all:
            forget_reported(self.run_name)
            self.say_all(f"run      {self.run_name}", *place_lines(self.values["report_dir"], is_in_awx=self.is_in_awx))
        self.state = {
            "started": self.stamp(),
            "begun": time.time(),
            "run": self.run_name,
            "account": self.account,
            "account_id": self.account_id,
            "region": self.values["region"],
        }
        release_claim(self.account_duty, self.name)

    def now(self) -> str:
        """Return the time as reports show it."""
        return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")

    def stamp(self) -> str:
        """Return the time as records keep it."""
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def took(self) -> str:
        """Return how long the run has taken, over all sites."""
        begun = min((state["begun"] for _host, state in self.others() if "begun" in state), default=time.time())
        return duration(time.time() - begun)

    def others(self) -> Iterable[tuple[str, dict[str, Any]]]:
        """Give each host of the play with its state, this one's with its latest."""
        for host in self.hosts:
            yield host, (self.state if host == self.name else load_state(host))

    def call(
        self,
        module: str,
        *,
        check: bool = False,
        connection: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> dict[str, Any]:
        """Run a module of this collection here, with the site's connection, and return its answer.

        `check` forces check mode, and then nothing counts as changed: it only asks what would be. Arguments that are
        None are left out. A failed module is an answer, too.
        """
        asked = {key: value for key, value in arguments.items() if value is not None}
        answer = self._action.call_module(
            f"{COLLECTION}.{module}",
            {**self.connection, **(connection or {}), **asked},
            self._variables,
            in_check_mode=check or self.in_check_mode,
        )
        self._requests.add(answer)
        self.origin = str((not connection and answer.get("credentials")) or self.origin)
        # What check mode predicts was not done.
        if answer.get("changed") and not check and not self.in_check_mode:
            self.changed = True
        return answer

    def need(self, module: str, **arguments: Any) -> dict[str, Any]:
        """Run a module that has to work; its failure ends the site."""
        answer = self.call(module, **arguments)
        if answer.get("failed"):
            raise StepFailed(failure_of(answer), answer.get("error"))
        return answer

    def say(self, *lines: str) -> None:
        """Print lines. Of several sites each line says whose it is."""
        prefix = host_prefix(self.name, self.hosts)
        for line in lines:
            say(f"{prefix}{line}" if line else "")

    def say_all(self, *lines: str) -> None:
        """Print lines that are about all sites."""
        for line in lines:
            say(line)

    def record_failure(self, text: str, error: Mapping[str, Any] | None = None) -> None:
        """Note what failed while being done. The run goes on and ends with an error: the first one with a code."""
        if error and not self.state.get("error"):
            self.state["error"] = dict(error)
        failures = self.state.setdefault("failures", [])
        words = text.strip() or NO_WORDS
        if words not in failures:
            failures.append(words)

    def keep(self) -> None:
        """Keep the state for the next step."""
        so_far = Requests()
        for answer in (self.state, self._requests.as_result()):
            so_far.add(answer)
        self.state |= so_far.as_result()
        save_state(self.name, self.state)

    @property
    def api_calls(self) -> dict[str, int]:
        """How many requests this step sent, by action."""
        return self._requests.api_calls
