# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens by itself as time goes by, each thing at its moment and in its order."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from ..services.oos.engine import Engine
from ..state.accounts import Account, Region
from ..state.cloud import Cloud
from ..state.executions import Orchestration

Due = tuple[float, Account, Orchestration, tuple[str, str]]


def progress(cloud: Cloud) -> None:
    """Bring the cloud up to its time: executions of OOS go on, what has ended its life goes, instances write."""
    if cloud.is_quiet():
        return
    while (due := _first(cloud)) is not None:
        moment, account, oos, (execution_id, run_id) = due
        del oos.alarms[execution_id, run_id]
        with cloud.clock.at(moment):
            cloud.expire()
            engine, execution = Engine(cloud, account, oos), oos.executions[execution_id]
            if run_id:
                engine.work(execution, execution.run(run_id))
            else:
                engine.begin(execution)
    cloud.expire()
    cloud.quiet_until = min((_next(region) for _account, region in _regions(cloud)), default=inf)


def _first(cloud: Cloud) -> Due | None:
    """What is to happen next, if its time has come."""
    now, first = cloud.now(), None
    for account, region in _regions(cloud):
        for alarm, moment in region.oos.alarms.items():
            if moment <= now and (first is None or moment < first[0]):
                first = (moment, account, region.oos, alarm)
    return first


def _next(region: Region) -> float:
    """The moment at which something of a region can happen by itself."""
    return min(*region.oos.alarms.values(), region.changes_next(), inf)


def _regions(cloud: Cloud) -> Iterator[tuple[Account, Region]]:
    for account in cloud.accounts.values():
        for region in account.regions.values():
            yield account, region
