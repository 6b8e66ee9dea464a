# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The images that image pipelines build from.

The base image is a field of its own. Newer documentation says that FROM in the build content is ignored, and older that
it takes the field's place, so both count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .._model.image_users import ImagePipeline
from .values import Reference, UserKind

FROM = re.compile(r"^[ \t]*FROM[ \t]+(IMAGE|IMAGE_FAMILY)[ \t]*:[ \t]*(\S+)", re.MULTILINE)


def pipeline_references(
    region: str, pipelines: Sequence[ImagePipeline], families: Mapping[str, str]
) -> Iterator[Reference]:
    """Give a reference for each image of each pipeline. `families`: what each family gives today."""
    for pipeline in pipelines:
        found: dict[str, str] = {}
        for kind, name, place in _bases(pipeline):
            image_id = name if kind == "IMAGE" else families.get(name, "")
            words = ["family " + name] if kind == "IMAGE_FAMILY" else []
            if image_id:
                found.setdefault(image_id, ", ".join([*words, *([place] if place else [])]))
        for image_id, through in found.items():
            yield Reference(
                kind=UserKind.IMAGE_PIPELINES,
                type="image_pipeline",
                image_id=image_id,
                region=region,
                id=pipeline.pipeline_id,
                name=pipeline.name,
                active=True,
                through=through,
            )


def families_of(pipelines: Sequence[ImagePipeline]) -> list[str]:
    """Return the families that the pipelines name."""
    return [name for item in pipelines for kind, name, _place in _bases(item) if kind == "IMAGE_FAMILY"]


def _bases(pipeline: ImagePipeline) -> list[tuple[str, str, str]]:
    fields = [("IMAGE", pipeline.image_id, ""), ("IMAGE_FAMILY", pipeline.image_family, "")]
    built = [(found[1], found[2], "FROM") for found in FROM.finditer(pipeline.build_content)]
    return [item for item in (*fields, *built) if item[1]]
