# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The part of the table of reasons about users of images that are moved to other images."""

from __future__ import annotations

from .rule import NOTE, Rule

REPOINT_RULES: dict[str, Rule] = {
    "new_image_not_usable": Rule(
        NOTE,
        "the image {image} that takes the place of {old} is {status} in {region}",
        "Give an image that is Available to this account in this region.",
        "The new image of the map is not available to the account in the region.",
    ),
    "copy_not_ready": Rule(
        NOTE,
        "the copy of {old} is not ready: {state}",
        "Fix the cause and run the migration again.",
        "A migration moves users only to copies that this run found ready: available, shared as asked for, and not "
        "refuted by a consumer.",
    ),
    "family_of_other": Rule(
        NOTE,
        "{image} is the image of another account, which alone can change its family",
        "Run it as the owner of {image}.",
        "The old or the new image of a family is shared by another account. Its family has the name "
        "acs:ACCOUNT:FAMILY here, and only its owner can put an image into it.",
    ),
    "family_new_older": Rule(
        NOTE,
        "a family gives its newest image, and {new} of {created} is not newer than {old} of {before}",
        "Give an image that is newer than {old}, such as a new copy of it.",
        "The new image was made before the old one, so the family would go on giving the old one.",
    ),
    "family_new_elsewhere": Rule(
        NOTE,
        "{new} is in the family {other}, and an image is in one family only",
        "Give an image that is in no family, such as a new copy of {old}.",
        "The new image would leave another family, which would then give another image or none.",
    ),
    "family_new_twice": Rule(
        NOTE,
        "{new} would be put into the families {families}, and an image is in one family only",
        "Give each family an image of its own.",
        "Old images of several families have the same new image in the map.",
    ),
    "family_gives_other": Rule(
        NOTE,
        "the family gives {found}, which is neither {old} nor {new}",
        "If the family is to give {new}, give {found} as its old image.",
        "A newer image than the old one is in the family, so nothing launches the old image through it.",
    ),
    "family_gives_none": Rule(
        NOTE,
        "the family gives no image",
        "Make {old} Available again and run it again, if the family is to give {new}.",
        "None of the images of the family is Available, so nothing launches the old image through it.",
    ),
    "family_changed_since": Rule(
        NOTE,
        "the family gives {found} now, and {new} is still in it",
        "Put {new} into another family, if it is to leave this one.",
        "Another image came into the family after the new one, or the new image is not Available any more.",
    ),
    "family_old_not_next": Rule(
        NOTE,
        "without {new} the family would give {found} instead of {old}",
        "Make {old} the newest available image of the family besides {new}, and run it again. If {old} is gone, put "
        "another image into the family.",
        "The old image is gone, deprecated or in another family, or a newer image came into the family since.",
    ),
    "family_not_kept": Rule(
        NOTE,
        "the image {image} was put into the family {into}, and {family} gives {found} instead of {wanted}",
        "Look at the newest images of the family in the console, and run it again.",
        "ECS accepted another family of an image, and the family that was to change gives another image than expected.",
    ),
    "template_latest_differs": Rule(
        NOTE,
        "its latest version {latest} is not the default and has another image, and a new version would take its place",
        "Make version {latest} the default, or delete it, and run again.",
        "A version that is neither the default nor of an old image is the latest. Scaling groups that launch from "
        "`Latest` would change over from it.",
    ),
    "template_field_unknown": Rule(
        NOTE,
        "its version {version} has {fields} in a form that cannot be written again, so a new version would lack it",
        "Make the new version by hand.",
        "A version holds a list that is unknown to the collection. ECS makes a version from what is sent only.",
    ),
    "template_version_differs": Rule(
        NOTE,
        "its version {version} was made for {image} and differs from what is asked for in {fields}",
        "Delete version {version}, or make it the default yourself.",
        "An earlier run made a version for this image with other values, or ECS kept other values than it was sent.",
    ),
    "template_full": Rule(
        NOTE,
        "it has {count} versions, and ECS takes no more",
        "Delete an unused version (the oldest besides the default is {oldest}), or raise its quota.",
        "A launch template holds 30 versions unless its quota was raised.",
    ),
    "template_version_unseen": Rule(
        NOTE,
        "its version {version} was made and ECS does not list it",
        "Run it again.",
        "A version that was made is not in the list, so its content is not proven and it is not made the default.",
    ),
    "template_default_kept": Rule(
        NOTE,
        "its default version was set to {version} and reads back as {found}",
        "Run it again once no other tool changes the template.",
        "ECS accepted another default version and shows a different one.",
    ),
    "template_changed_since": Rule(
        NOTE,
        "version {version} is neither the default nor the latest any more",
        "Look at what was changed, and change it by hand.",
        "The template was changed after it was moved to the new image, so nothing is undone.",
    ),
    "template_base_gone": Rule(
        NOTE,
        "version {base}, which version {version} was made from, is gone",
        "Choose another default version by hand.",
        "The version that the template launched from before was deleted.",
    ),
    "template_version_in_use": Rule(
        NOTE,
        "version {version} stays: {users}",
        "Delete it once nothing launches from it.",
        "A scaling group names the number of the version, or the scaling groups could not be read.",
    ),
    "scaling_of_ack": Rule(
        NOTE,
        "it belongs to a node pool of ACK ({sign}), which would undo the change",
        "Change the node pool: `node_pools` in images_repoint, or ack_node_pool_image.",
        "A scaling configuration or its group has the tag ack.aliyun.com, or a node pool names the group as its own.",
    ),
    "scaling_pools_unknown": Rule(
        NOTE,
        "not all node pools of ACK can be read ({why}), so the tag ack.aliyun.com alone says which scaling "
        "configurations are theirs",
        "Make them readable, or see to it that no configuration to move belongs to a node pool.",
        "ACK's clusters or their node pools may not be read, or the package `alibabacloud-cs20151215` is missing.",
    ),
    "scaling_not_kept": Rule(
        NOTE,
        "its image was set, and {fields} read back as not asked for",
        "Set them in the console, and run it again.",
        "ESS accepted another image for a scaling configuration and shows other values than it was sent.",
    ),
    "node_pool_busy": Rule(
        NOTE,
        "its state is {state}, in which ACK takes no change",
        "Run it again once the node pool is active.",
        "A node pool is being deleted, or was scaled or updated for longer than a run waits.",
    ),
    "node_pool_cluster_busy": Rule(
        NOTE,
        "its cluster {cluster} is not running, and ACK takes no change",
        "Run it again once the cluster is running.",
        "The cluster of a node pool is being updated, or has failed.",
    ),
    "node_pool_changed": Rule(
        NOTE,
        "it was changed since it was looked at: {fields}",
        "Run it again.",
        "Another tool or person changed a node pool between the check and the change.",
    ),
    "node_pool_gone": Rule(
        NOTE,
        "the node pool is not there any more",
        "Make it again if it is needed.",
        "Another tool or person deleted a node pool or its cluster between the check and the change.",
    ),
    "node_pool_not_kept": Rule(
        NOTE,
        "its image was set (task {task}), and {fields} read back as not asked for",
        "Look at the task in the console, set what is wrong, and run it again.",
        "ACK accepted a change of a node pool and shows other values than it was sent, or dropped what was not sent.",
    ),
    "node_pool_unfinished": Rule(
        NOTE,
        "ACK shows the new image and was still updating the node pool after {seconds} seconds (task {task})",
        "Look at the task in the console.",
        "A change of a node pool took longer than a run waits. ACK goes on with it.",
    ),
    "node_pool_nodes_stay": Rule(
        NOTE,
        "only new nodes get the image, and {nodes} the old one",
        "Replace the nodes when it suits: ACK's upgrade of a node pool replaces their system disks.",
        "A change of a node pool is for nodes that are made later.",
    ),
    "parameter_ambiguous": Rule(
        NOTE,
        "its value names {images}, of which several would be the same id, so the change could not be undone",
        "Change it by hand.",
        "A parameter of OOS names an old image beside its new one, or two old images that have the same new one.",
    ),
    "parameter_not_allowed": Rule(
        NOTE,
        "the new value would not meet the constraints of the parameter: {why}",
        "Make the parameter again with constraints that allow the new image: OOS cannot change them.",
        "The constraints of a parameter of OOS do not allow the id of the new image.",
    ),
    "parameter_changed": Rule(
        NOTE,
        "its version was {planned} when it was looked at and is {version} now",
        "Run it again.",
        "Another tool or person changed a parameter of OOS between the check and the update.",
    ),
    "parameter_gone": Rule(
        NOTE,
        "the parameter is not there any more",
        "Make it again if it is needed.",
        "Another tool or person deleted a parameter of OOS between the check and the update.",
    ),
    "parameter_not_kept": Rule(
        NOTE,
        "its value was updated, and {fields} read back as not asked for",
        "Look at its versions in the console, and set what is wrong.",
        "OOS accepted an update of a parameter and shows other values than it was sent.",
    ),
    "parameter_overwritten": Rule(
        NOTE,
        "another update came at the same time, and version {version} was overwritten",
        "Look at that version in the console.",
        "OOS compares nothing on an update. The version went up by more than the update itself.",
    ),
}
