# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What can go wrong, as a person reads it."""

from __future__ import annotations

import pytest

from plugins.module_utils._model.errors import ApiError, ConnectionFailed, InvalidInput, MissingLibrary


def test_a_refused_option_names_option_value_problem_and_remedy() -> None:
    error = InvalidInput("region", "cn-nowhere", "is not a region", "Check it.")

    assert str(error) == "region: 'cn-nowhere' is not a region. Check it."
    assert error.option == "region"


@pytest.mark.parametrize(("request_id", "shown"), [("R-1", "(request R-1)"), ("", "(request unknown)")])
def test_a_refused_call_names_action_region_code_and_request(request_id: str, shown: str) -> None:
    error = ApiError("Code", "Text.", action="CopyImage", region="cn-beijing", request_id=request_id)

    assert str(error) == f"CopyImage in cn-beijing was refused: Code: Text. {shown}"


def test_a_lost_call_names_the_service_and_what_to_look_at() -> None:
    error = ConnectionFailed("CopyImage", service="ECS", region="cn-beijing", via=" through proxy:1", detail="cut")

    assert str(error).startswith("CopyImage got no usable answer from ECS in cn-beijing through proxy:1: cut.")
    assert "proxy" in str(error)


def test_a_missing_package_is_named() -> None:
    assert str(MissingLibrary("alibabacloud-x", "/bin/python", "/c/requirements.txt")) == (
        "The Python package alibabacloud-x is not installed for /bin/python. "
        "Install what the collection needs: /bin/python -m pip install -r /c/requirements.txt"
    )
