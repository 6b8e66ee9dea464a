# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The quota of accounts is decided once; modules, roles and playbooks repeat it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import yaml

from plugins.module_utils._model.share import SHARE_QUOTA
from plugins.module_utils._variables.declared import VARIABLES

ROLES = Path(__file__).resolve().parents[5] / "roles"


@pytest.mark.parametrize("name", ["image_info", "image_share"])
def test_modules_take_and_document_the_quota(name: str) -> None:
    module = import_module(f"plugins.modules.{name}")
    documented = yaml.safe_load(module.DOCUMENTATION)["options"]["share_quota"]["default"]

    assert module.OPTIONS["share_quota"]["default"] == documented == SHARE_QUOTA


def test_playbooks_and_roles_hand_on_the_same_quota() -> None:
    defaults = [yaml.safe_load(path.read_text("utf-8")) or {} for path in ROLES.glob("*/defaults/main.yml")]
    handed_on = [value for role in defaults for name, value in role.items() if name.endswith("_share_quota")]
    declared = [variable.default for variable in VARIABLES if variable.name == "images_share_quota"]

    assert handed_on + declared == [SHARE_QUOTA] * (len(handed_on) + 1)
    assert handed_on
