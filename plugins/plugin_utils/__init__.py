# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What runs in the controller. Importing it lets Python's own loader read this collection, so that bytecode is kept.

Ansible's loader of collections compiles every file in every process, which is a quarter of a run over one image.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from types import ModuleType

# First of all this Python is looked at, whichever file of the folder is imported.
from ..module_utils import _python  # noqa: F401

PLUGINS = __name__.rpartition(".")[0]
# Ansible asks the packages of plugins for a file, which Python's loader gives none that has no __init__.py.
OWN = tuple(f"{PLUGINS}.{kind}." for kind in ("module_utils", "modules", "plugin_utils"))


class KeepsBytecode:
    """Finds this collection's files where Ansible's finder does: on the path of the package that holds them."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return how to load what actions import of this collection; None for everything else."""
        if not name.startswith(OWN):
            return None
        specs = (_finder(directory).find_spec(name, target) for directory in path or ())
        return next((spec for spec in specs if spec), None)


@functools.cache
def _finder(directory: str) -> FileFinder:
    return FileFinder(directory, (SourceFileLoader, SOURCE_SUFFIXES))


if PLUGINS.startswith("ansible_collections."):
    sys.meta_path.insert(0, KeepsBytecode)
