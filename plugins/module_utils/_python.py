# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Refuse a Python that is too old with one sentence. Every module imports this first, before an import fails.

So this file, and those of the modules up to their second import, work with older Pythons, too. ansible-test imports
everything with the Pythons of the oldest core: there imports succeed, and nothing is ever run.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import os
import sys

OLDEST = (3, 11)
OF_MODULES = "Set ansible_python_interpreter to a newer Python, such as {{ ansible_playbook_python }}."
# Ansible's own process has loaded it, a module's process has not.
COMMAND = "ansible.cli"
# ansible-test sets it where it only imports, modules and plugins alike.
IMPORTING = "SANITY_IMPORTER_TYPE"


def fault(version: tuple[int, ...], interpreter: str, *, is_controller: bool) -> str:
    """Return what is wrong with a Python, empty if nothing is."""
    if version >= OLDEST:
        return ""
    remedy = OF_MODULES if not is_controller else "Install Ansible for a newer Python."
    wanted, found = (".".join(map(str, numbers)) for numbers in (OLDEST, version))
    return f"imageops.alicloud needs Python {wanted} or newer, and {interpreter} is Python {found}. {remedy}"


def refuse() -> None:
    """End this process as a failed module does, if its Python is too old. On the controller raise Ansible's error."""
    is_controller = COMMAND in sys.modules
    found = fault(tuple(sys.version_info[:3]), sys.executable, is_controller=is_controller)
    if found and is_controller:
        raise sys.modules["ansible.errors"].AnsibleError(found)
    if found and IMPORTING in os.environ:
        add_names()
    elif found:
        error = {"code": "PythonTooOld", "request_id": "", "action": ""}
        sys.stdout.write(json.dumps({"failed": True, "msg": found, "error": error}) + "\n")
        raise SystemExit(1)


class _TextEnum(str, enum.Enum):  # noqa: UP042
    """Stands for StrEnum where it does not exist."""


def add_names() -> None:
    """Add the names of newer Pythons that are imported from the standard library, so that imports succeed."""
    for module, name, value in ((enum, "StrEnum", _TextEnum), (dt, "UTC", dt.timezone.utc)):  # noqa: UP017
        if not hasattr(module, name):
            setattr(module, name, value)


refuse()
