# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What other tools take over from a migration."""

from __future__ import annotations

import re
from typing import Any

from plugins.module_utils._migration.handover import handover, image_ids, manifest, stats

from ..support import AWAY, HOME


def row(image_id: str, state: str = "ready", **more: Any) -> dict[str, Any]:
    given = {
        "site": "one",
        "image_id": image_id,
        "name": f"name-{image_id}",
        "destination_region": HOME,
        "new_image_id": f"{image_id}-new",
        "state": state,
    }
    return {**given, **more}


def report(*images: dict[str, Any], **more: Any) -> dict[str, Any]:
    sites = [{"site": site} for site in dict.fromkeys(image["site"] for image in images)]
    return {"run": "run-1", "image_map": {}, "images": list(images), "sites": sites, **more}


def test_images_that_can_be_used_are_handed_over_by_name() -> None:
    given = report(
        row("m-1"),
        row("m-1", destination_region=AWAY, new_image_id="m-1-away"),
        row("m-2", new_image_id=None),
        row("m-3", "not_proven"),
        row("m-4", "failed"),
        row("m-5", "left_alone", new_image_id=None),
        row("m-6", "in_progress"),
        row("m-7", name=""),
    )

    assert image_ids(given) == {
        HOME: {"name-m-1": "m-1-new", "name-m-2": "m-2", "name-m-3": "m-3-new", "m-7": "m-7-new"},
        AWAY: {"name-m-1": "m-1-away"},
    }


def test_one_name_at_two_sites_stays_two() -> None:
    given = report(row("m-1", name="web"), row("m-2", name="web", site="two"), row("m-3", name="api"))

    assert image_ids(given) == {HOME: {"one/web": "m-1-new", "two/web": "m-2-new", "api": "m-3-new"}}


def test_terraform_and_packer_get_values_and_their_declarations() -> None:
    files = handover(report(row("m-1"), image_map={HOME: {"m-1": "m-1-new"}}), 7)
    declared = files["images_variables.tf.json"]["variable"]

    assert files["image_map.json"] == {HOME: {"m-1": "m-1-new"}}
    assert files["images.auto.tfvars.json"] == {
        "image_map": {HOME: {"m-1": "m-1-new"}},
        "image_ids": {HOME: {"name-m-1": "m-1-new"}},
    }
    assert files["images.auto.pkrvars.json"] == files["images.auto.tfvars.json"]
    assert files["images_variables.pkr.json"] == files["images_variables.tf.json"]
    assert declared.keys() == files["images.auto.tfvars.json"].keys()
    assert {entry["type"] for entry in declared.values()} == {"map(map(string))"}


def test_code_gets_a_line_for_each_old_id_and_ros_its_mappings() -> None:
    image_map = {HOME: {"m-2": "m-2-new", "m-1": "m-1-new"}, AWAY: {"m-1": "m-1-away"}}
    files = handover(report(row("m-1"), image_map=image_map), 7)

    assert files["image_map.txt"] == "m-1\tm-1-away\nm-1\tm-1-new\nm-2\tm-2-new\n"
    assert files["ros_mappings.json"] == {"Mappings": {"ImageMap": image_map}}


def test_the_manifest_has_a_build_for_each_image() -> None:
    given = report(row("m-1"), row("m-1", destination_region=AWAY, new_image_id="m-9"))

    assert manifest(given, 1700000000) == {
        "builds": [
            {
                "name": "name-m-1",
                "builder_type": "imageops.alicloud",
                "build_time": 1700000000,
                "files": None,
                "artifact_id": ",".join(sorted((f"{AWAY}:m-9", f"{HOME}:m-1-new"))),
                "packer_run_uuid": "run-1",
                "custom_data": None,
            }
        ],
        "last_run_uuid": "run-1",
    }


def of_sites(*sites: tuple[str, str], rows: Any) -> dict[str, Any]:
    return {"images": list(rows), "sites": [{"site": site, "account": account} for site, account in sites]}


def test_a_workflow_gets_the_map_of_each_site_under_a_name_of_its_own() -> None:
    rows = (row("m-1"), row("m-2", "failed"), row("m-3", site="images-eu.prod"))
    found = stats(of_sites(("one", "1"), ("images-eu.prod", ""), rows=rows), 500)

    assert found == {
        "image_count_1_one": 1,
        "image_map_1_one": {HOME: {"m-1": "m-1-new"}},
        "image_count_images_eu_prod": 1,
        "image_map_images_eu_prod": {HOME: {"m-3": "m-3-new"}},
    }
    assert all(re.fullmatch(r"[A-Za-z_]\w*", name) for name in found)


def test_sites_whose_names_differ_only_in_what_names_cannot_hold_have_artifacts_of_their_own() -> None:
    sites = (("甲-cn-beijing", "1"), ("乙-cn-beijing", "2"), ("丙-cn-beijing", "2"))
    found = stats(of_sites(*sites, rows=[row(f"m-{site}", site=site) for site, _account in sites]), 500)

    assert len(found) == 6
    assert all(name.isascii() and name.isidentifier() for name in found)


def test_maps_that_are_too_large_together_are_left_to_the_file() -> None:
    rows = (row("m-1"), row("m-2"), row("m-3", site="two"))
    found = stats(of_sites(("one", "1"), ("two", "2"), rows=rows), 2)

    assert found == {"image_count_1_one": 2, "image_map_1_one": found["image_map_1_one"], "image_count_2_two": 1}


def test_a_report_without_a_site_is_that_of_this_machine() -> None:
    assert stats({"images": [row("m-1", site="")]}, 5).keys() == {"image_count_localhost", "image_map_localhost"}


def test_one_name_twice_at_a_site_keeps_both_ids() -> None:
    given = report(row("m-1", name="web"), row("m-2", name="web"), row("m-3", name="web", site="two"))

    assert image_ids(given) == {HOME: {"one/web/m-1": "m-1-new", "one/web/m-2": "m-2-new", "two/web": "m-3-new"}}
    assert sorted(build["artifact_id"] for build in manifest(given, 7)["builds"]) == [
        f"{HOME}:{image_id}" for image_id in ("m-1-new", "m-2-new", "m-3-new")
    ]


def test_sites_of_like_names_have_statistics_of_their_own() -> None:
    sites = ["a-b", "a_b", "東京", "大阪", "c"]
    found = stats(report(*(row(f"m-{number}", site=site) for number, site in enumerate(sites))), 10)

    assert len([name for name in found if name.startswith("image_map_")]) == len(sites)
    assert found["image_map_c"] == {HOME: {"m-4": "m-4-new"}}
    assert all(re.fullmatch(r"[A-Za-z0-9_]+", name) for name in found)
