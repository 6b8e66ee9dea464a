# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operation Orchestration Service: importing this package declares its actions."""

from . import executions, logs, notify, parameter_update, parameters, start, tasks, templates

__all__ = ["executions", "logs", "notify", "parameter_update", "parameters", "start", "tasks", "templates"]
