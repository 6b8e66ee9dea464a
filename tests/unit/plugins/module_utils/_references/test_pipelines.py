# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images image pipelines build from."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._model.image_users import ImagePipeline
from plugins.module_utils._references.pipelines import families_of, pipeline_references

from ..support import HOME


def pipeline(**more: Any) -> ImagePipeline:
    given = {"pipeline_id": "ip-1", "name": "web", "image_id": "", "image_family": "", "build_content": ""}
    return ImagePipeline(**{**given, **more})


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"image_id": "m-old"}, [("m-old", "")]),
        ({"image_family": "web"}, [("m-web", "family web")]),
        ({"image_family": "empty"}, []),
        ({}, []),
        ({"build_content": "FROM IMAGE:m-old"}, [("m-old", "FROM")]),
        ({"build_content": "RUN true\n  FROM IMAGE_FAMILY : web\n"}, [("m-web", "family web, FROM")]),
        ({"build_content": "RUN echo FROM IMAGE:m-old"}, []),
        ({"image_id": "m-new", "build_content": "FROM IMAGE:m-old"}, [("m-new", ""), ("m-old", "FROM")]),
        ({"image_id": "m-old", "build_content": "FROM IMAGE:m-old"}, [("m-old", "")]),
    ],
)
def test_a_pipeline_builds_from_its_base_image_or_from_what_its_content_says(
    parts: dict[str, str], found: list[tuple[str, str]]
) -> None:
    references = list(pipeline_references(HOME, [pipeline(**parts)], {"web": "m-web", "empty": ""}))
    assert [(item.image_id, item.through) for item in references] == found
    assert all(
        (item.id, item.name, item.type, item.active) == ("ip-1", "web", "image_pipeline", True) for item in references
    )


def test_families_are_those_of_fields_and_contents() -> None:
    pipelines = [
        pipeline(image_family="web"),
        pipeline(build_content="FROM IMAGE_FAMILY:api"),
        pipeline(image_id="m-1"),
    ]
    assert families_of(pipelines) == ["web", "api"]
