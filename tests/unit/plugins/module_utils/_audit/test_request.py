# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What image_info is asked, as values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from plugins.module_utils._audit.request import AuditRequest, read_request
from plugins.module_utils._model.errors import InvalidInput

from ..support import AWAY, CONSUMER, HOME

LISTS = ("image_ids", "names", "families", "statuses", "regions", "share_accounts", "allowed_accounts")


def asked(**options: Any) -> AuditRequest:
    """The request of these options, the others as the module has them by default."""
    given: dict[str, Any] = {
        **{option: [] for option in (*LISTS, "coverage_families")},
        "tags": {},
        "owner": ["self"],
        "missing": "fail",
        "created_after": None,
        "created_before": None,
        "created_within": None,
        "exclude_names": [],
        "newest": 0,
        "share_quota": 50,
        "encryption_defaults": False,
        "region": HOME,
        "result": "auto",
        "result_file": None,
        "csv_file": None,
    }
    return read_request({**given, **options})


@pytest.mark.parametrize(
    ("options", "region", "regions"),
    [
        pytest.param({}, HOME, (HOME,), id="the connection's"),
        pytest.param({"regions": [AWAY, HOME, AWAY]}, HOME, (AWAY, HOME), id="named, each once"),
        pytest.param({"regions": [AWAY], "region": ""}, "cn-hangzhou", (AWAY,), id="named, with no connection's"),
        pytest.param({"regions": ["all"]}, HOME, (), id="all, asked in the connection's"),
        pytest.param({"regions": ["all"], "region": ""}, "cn-hangzhou", (), id="all, asked in a central one"),
        pytest.param({"regions": [AWAY, "all"]}, HOME, (), id="all, and one more"),
        pytest.param({"regions": [""]}, HOME, (HOME,), id="empty text is not given"),
    ],
)
def test_regions_are_those_named_or_all_or_the_connections(
    options: dict[str, Any], region: str, regions: tuple[str, ...]
) -> None:
    request = asked(**options)

    assert (request.region, request.regions) == (region, regions)


@pytest.mark.parametrize(
    ("options", "option"),
    [
        pytest.param({"region": ""}, "region", id="no region at all"),
        pytest.param({"owner": ["somebody"]}, "owner", id="an owner by name"),
        pytest.param({"owner": ["self", "²"]}, "owner", id="a digit that is none of an id"),
        pytest.param({"created_after": "yesterday"}, "created_after", id="a word as time"),
        pytest.param({"created_before": "31.01.2025"}, "created_before", id="a date of another order"),
        pytest.param({"created_before": "2025-02-30"}, "created_before", id="a day that does not exist"),
        pytest.param(
            {"created_after": "2025-02-01", "created_before": "2025-01-31T08:00Z"}, "created_after", id="backwards"
        ),
        pytest.param({"share_accounts": ["root"]}, "share_accounts", id="an account by name"),
        pytest.param({"share_accounts": [CONSUMER, CONSUMER]}, "share_accounts", id="an account twice"),
        pytest.param({"allowed_accounts": ["x"]}, "allowed_accounts", id="an allowed account by name"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_the_name_of_its_option(options: dict[str, Any], option: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked(**options)

    assert refused.value.option == option
    assert all(str(value) in str(refused.value) for value in (options.get(option) or [""])[-1:])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2025-01-31", datetime(2025, 1, 31, tzinfo=UTC), id="date"),
        pytest.param("2025-01-31T08:30Z", datetime(2025, 1, 31, 8, 30, tzinfo=UTC), id="minute"),
        pytest.param("2025-01-31T08:30:15Z", datetime(2025, 1, 31, 8, 30, 15, tzinfo=UTC), id="second"),
        pytest.param("2025-01-31 08:30:15", datetime(2025, 1, 31, 8, 30, 15, tzinfo=UTC), id="no zone is UTC"),
        pytest.param("2025-01-31T08:30:00+08:00", datetime(2025, 1, 31, 0, 30, tzinfo=UTC), id="another zone"),
    ],
)
def test_times_are_read_as_utc(text: str, moment: datetime) -> None:
    assert asked(created_after=text).selection.created_after == moment


def test_empty_text_is_not_given() -> None:
    request = asked(owner=[""], created_after="", created_before="", share_accounts=[""], coverage_families=[""])

    assert request == asked()
    assert request.selection.owner_aliases == ("self",)
