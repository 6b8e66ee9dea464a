# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking back at all tests of the emulator: every documented error was provoked, or is declared as not modelled.

Source: data/errors.json, which has the error tables of the API pages.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.actions.declare import registry
from emulator.catalogue.catalogue import common_errors, errors_of, find_error

from .support import SEEN

FOLDER = Path(__file__).parent
KEYS = sorted(registry())
# Codes of every product that a fault, and nothing else, brings about; faults have their own tests.
PLANNED = {"InternalError", "ServiceUnavailable"}


@pytest.fixture(autouse=True)
def whole_suite(request: pytest.FixtureRequest) -> None:
    """Only a run of everything can show it."""
    option = request.config.option
    collected = {item.path for item in request.session.items}
    chosen = (
        option.keyword
        or option.markexpr
        or getattr(option, "lf", False)
        or any("::" in arg for arg in option.file_or_dir)
    )
    if chosen or not collected >= set(FOLDER.rglob("test_*.py")):
        pytest.skip("needs a run of all tests of the emulator")


def gaps(product: str, name: str) -> set[str]:
    return {code for gap in registry()[product, name].gaps for code in gap.codes}


@pytest.mark.parametrize(("product", "name"), KEYS, ids=[name for _product, name in KEYS])
def test_every_documented_error_is_provoked_or_declared_as_not_modelled(product: str, name: str) -> None:
    open_codes = set(errors_of(product, name)) - gaps(product, name)
    provoked = {code for code in open_codes if (product, name, errors_of(product, name)[code].status, code) in SEEN}
    assert open_codes - provoked == set()


@pytest.mark.parametrize(("product", "name"), KEYS, ids=[name for _product, name in KEYS])
def test_every_declared_error_is_provoked_with_its_status(product: str, name: str) -> None:
    known = {code: find_error(product, name, code) for code in registry()[product, name].errors}
    assert {code for code, row in known.items() if row and (product, name, row.status, code) not in SEEN} == set()


def test_nothing_is_both_provoked_and_not_modelled() -> None:
    provoked = {(product, name, code) for product, name, _status, code in SEEN}
    assert {row for row in provoked if row[:2] in registry() and row[2] in gaps(*row[:2])} == set()
    assert all(not registry()[key].errors & gaps(*key) for key in KEYS)


def test_every_error_common_to_a_product_is_provoked() -> None:
    seen = {(status, code) for _product, _name, status, code in SEEN}
    for product in ("cs", "ecs", "ess", "kms", "oos", "ram", "resourcemanager", "resourcesharing", "sts"):
        common = {code: row.status for code, row in common_errors(product).items() if code not in PLANNED}
        assert {code for code, status in common.items() if (status, code) not in seen} == set(), product


def test_a_reason_is_given_for_every_gap() -> None:
    assert all(gap.reason and gap.codes for action in registry().values() for gap in action.gaps)
