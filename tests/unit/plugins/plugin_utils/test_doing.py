# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""No failure of a step is lost or without words, whatever a module answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible import constants

from plugins.module_utils._variables.request import read_request
from plugins.plugin_utils._steps.doing import do_step
from plugins.plugin_utils._steps.site import Site
from plugins.plugin_utils._steps.state import load_state, save_state

SECRET = "op-secret-5f"
REQUEST = {
    "images_names": "web",
    "images_kms_key_id": "alias/image-share",
    "images_share_accounts": "2000000000000002",
    "images_access_key_secret": SECRET,
}
COPY = {"image_id": "m-web", "destination_region": "cn-beijing"}
ROW = {
    "image_id": "m-web",
    "name": "web",
    "region": "cn-beijing",
    "destination_region": "cn-beijing",
    "action": "copy",
    "encryption": "service_key",
    "verdict": "needs_copy",
    "shared_with": [],
    "remedy": "",
}
MADE = {"source_image_id": "m-web", "region": "cn-beijing", "image_id": "m-new", "state": "available"}
COPIED = {"copies": [{**MADE, "action": "started", "name": "web-cmk", "kms_key_id": "key-1"}], "image_map": {}}
STATE = {
    "has_work": True,
    # No profile, no role, no key id.
    "account": "..",
    "decided": {"copies": [COPY], "share": {"cn-beijing": ["m-base"]}, "rows": []},
    "checked": {"copies": [], "image_map": {}},
}


class Modules:
    """Answers in place of the cloud: what modules return, or an exception that one of them raises."""

    def __init__(self, answer: Any, *, in_check_mode: bool = False) -> None:
        self._answer = answer
        self.in_check_mode = in_check_mode
        self.is_local = True
        self.tags: list[str] = []

    def call_module(self, *_asked: Any, **_options: Any) -> dict[str, Any]:
        if isinstance(self._answer, Exception):
            raise self._answer
        return dict(self._answer)


@pytest.fixture
def _own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))


pytestmark = pytest.mark.usefixtures("_own_directory")


def site_of(answer: Any, *, in_check_mode: bool = False) -> Site:
    if not load_state("web"):
        save_state("web", STATE)
    request = read_request("migrate_images", REQUEST)
    return Site(Modules(answer, in_check_mode=in_check_mode), {"inventory_hostname": "web"}, request, "migrate_images")


@pytest.mark.parametrize("step", ["prepare", "copy", "share"])
@pytest.mark.parametrize("error", [KeyError("copies"), ValueError(""), ZeroDivisionError(SECRET)])
def test_an_exception_in_a_step_that_writes_is_left_to_the_record(step: str, error: Exception) -> None:
    assert "failed" not in do_step(site_of(error), step)
    (failure,) = load_state("web")["failures"]
    assert failure.startswith(f"The step {step} ended unexpectedly: {type(error).__name__}")
    assert SECRET not in failure


def test_a_failure_to_move_users_is_left_to_the_record() -> None:
    where = {"images_region": "cn-beijing", "images_report_dir": "/nowhere", "images_share_accounts": ""}
    asked = {**REQUEST, **where, "images_repoint": "scaling"}
    save_state("web", {**STATE, "users": [], "replaced": 1, "decided": {"rows": [ROW]}, "copied": COPIED})
    modules = Modules({"failed": True, "msg": "denied"})
    site = Site(modules, {"inventory_hostname": "web"}, read_request("migrate_images", asked), "migrate_images")
    assert "failed" not in do_step(site, "repoint_ready")
    assert load_state("web")["failures"] == ["Moving users ended early: denied"]


@pytest.mark.parametrize("failed", [False, True])
def test_a_step_says_where_the_keys_came_from_and_whose_they_are(failed: bool) -> None:
    save_state("web", {**STATE, "caller": {"account_id": "1000000000000001"}})
    answer = {"credentials": "the option profile", "failed": failed, "msg": "denied", **COPIED}
    done = do_step(site_of(answer), "check")
    assert (done["credentials"], done["account_id"]) == ("the option profile", "1000000000000001")
    assert SECRET not in str(done)


def test_a_step_without_a_request_says_nothing_of_keys() -> None:
    assert "credentials" not in do_step(site_of({"failed": True, "msg": "denied"}), "check")


@pytest.mark.parametrize("step", ["check", "look"])
def test_an_exception_before_that_ends_the_site_with_words(step: str) -> None:
    done = do_step(site_of(TypeError("odd")), step)
    assert done["failed"] is True
    assert "TypeError: odd" in done["msg"]
    assert load_state("web")["failure"] == done["msg"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"failed": True, "msg": ""}, "failed without a message"),
        ({"failed": True, "msg": None}, "failed without a message"),
        ({"failed": True}, "failed without a message"),
        ({"failed": True, "msg": "", "exception": "Traceback\n  line\nKeyError: 'odd'\n"}, "KeyError: 'odd'"),
        ({"failed": True, "msg": "ECS is closed"}, "ECS is closed"),
    ],
)
@pytest.mark.parametrize("step", ["prepare", "copy", "share"])
def test_a_module_that_fails_is_a_failure_whatever_it_says(step: str, answer: dict[str, Any], words: str) -> None:
    do_step(site_of(answer), step)
    assert [words in failure for failure in load_state("web")["failures"]] == [True]


def test_a_role_that_could_not_be_prepared_lets_nothing_be_copied_or_shared() -> None:
    do_step(site_of({"failed": True, "msg": "denied"}), "prepare")
    for step in ("copy", "share"):
        do_step(site_of(AssertionError("nothing may be called")), step)
    assert load_state("web")["failures"] == ["denied"]
    assert load_state("web")["shares"] == []


def test_an_account_that_ecs_does_not_know_is_one_failure_for_all_images() -> None:
    answer = {
        "failed": True,
        "msg": "1 failed. m-base: ECS does not know 9; the image is shared with 2",
        "error": {"code": "InvalidAccount.NotFound", "request_id": "R-1", "action": "ModifyImageSharePermission"},
        "unknown_accounts": ["9"],
        "shares": [{"image_id": "m-base", "added": ["2"], "shared_with": ["2"]}],
    }
    do_step(site_of(answer), "share")
    (failure,) = load_state("web")["failures"]
    assert failure.startswith("images_share_accounts: ECS does not know 9 (InvalidAccount.NotFound, request R-1).")


@pytest.mark.parametrize("in_check_mode", [False, True])
def test_only_what_was_done_counts_as_changed(in_check_mode: bool) -> None:
    answer = {"changed": True, "copies": [], "image_map": {}}
    assert do_step(site_of(answer, in_check_mode=in_check_mode), "copy")["changed"] is not in_check_mode


def test_the_end_names_the_code_of_the_first_failure() -> None:
    failed = {"failed": True, "msg": "1 failed.", "error": {"code": "copy_failed", "request_id": "", "action": ""}}
    site = site_of(failed)
    do_step(site, "copy")
    ended = do_step(site, "end")

    assert ended["failed"] is True
    assert ended["error"]["code"] == "copy_failed"
