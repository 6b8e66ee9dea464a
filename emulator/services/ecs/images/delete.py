# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DeleteImage."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....state.images import Image
from ..arns import image_of_call


@action(
    "ecs",
    "DeleteImage",
    mutating=True,
    resources=image_of_call,
    models=("DryRun", "Force", "ImageId", "RegionId"),
    errors=(
        "DryRunOperation", "ImageIsCreating", "ImageUseShared", "ImageUsingByInstance", "InvalidImageId.NotFound",
        "OperationDenied.ImageCopying",
    ),
    gaps=(
        Gap.of("import and export are not modelled", "ImageIsExporting", "ImageIsImporting"),
        Gap.of("public images do not exist", "ImageIsPublic"),
    ),
    notes=(
        Note("an unknown id is ignored: the answer is a success", "ECS-SDK"),
        Note("an image shared by another account is not found", "UG-share (a consumer cannot delete); code: assumed"),
        Note(
            "refused while it is the source or the target of a copy under way",
            "ECS-2021, API-Cancel; of a consumer's copy too: assumed",
        ),
        Note("refused while it is being made, while it is shared, and while an instance uses it", "API page, UG-share"),
        Note("Force lifts the check for instances only", "ECS-SDK; only: assumed"),
        Note("the snapshots stay; client tokens go on answering the id", "ECS-2021; tokens: assumed"),
    ),
)  # fmt: skip
def delete_image(call: Call) -> Answer:
    """Remove an own image."""
    image_id = call.parameters.text("ImageId")
    image = call.region.images.get(image_id)
    if image is None:
        owner = call.cloud.owner_of_image(call.region_id, image_id)
        if owner is not None and call.account.id in owner.region(call.region_id).images[image_id].shares:
            raise call.refuse("InvalidImageId.NotFound")
        return {}
    now = call.cloud.now()
    if image.copied and image.busy(now):
        raise call.refuse("OperationDenied.ImageCopying")
    if image.busy(now):
        raise call.refuse("ImageIsCreating")
    if _is_source(call, image, now):
        raise call.refuse("OperationDenied.ImageCopying")
    if image.shares:
        raise call.refuse("ImageUseShared")
    used = any(instance.image == image.id for instance in call.region.instances.values())
    if used and not call.parameters.flag("Force"):
        raise call.refuse("ImageUsingByInstance")
    call.region.remove_image(image)
    return {}


def _is_source(call: Call, image: Image, now: float) -> bool:
    return any(
        copy.origin is not None and copy.origin.image == image.id and copy.origin.region == call.region_id
        for account in call.cloud.accounts.values()
        for region in account.regions.values()
        for copy in region.active_copies(now)
    )
