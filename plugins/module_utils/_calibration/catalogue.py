# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every probe, and the settings of the emulator that no probe settles."""

from __future__ import annotations

from collections.abc import Mapping

from .launch_probes import LAUNCH_PROBES
from .probes import Probe, ProbeClass
from .share_probes import CONSUMER_PROBES, SHARE_PROBES
from .write_probes import COPY_PROBES

SNAPSHOTS, KEYS = "ecs:DescribeSnapshots", "kms:DescribeKey"

READ_PROBES = (
    Probe(
        fact="image_order",
        kind=ProbeClass.READ,
        sentence="DescribeImages lists the newest image first.",
        assumed="newest_first",
        calls=("ecs:DescribeImages",),
        settings=("image_order",),
        needs="two images of different age",
    ),
    Probe(
        fact="image_id_lists",
        kind=ProbeClass.READ,
        sentence="ImageId of DescribeImages takes a comma list.",
        assumed=True,
        calls=("ecs:DescribeImages",),
        settings=("image_id_lists",),
        needs="two images",
    ),
    Probe(
        fact="mapping_encrypted",
        kind=ProbeClass.READ,
        sentence="Encrypted of an image's disk is a boolean.",
        assumed="boolean",
        calls=("ecs:DescribeImages",),
        settings=("mapping_encrypted",),
        needs="an image",
    ),
    Probe(
        fact="is_self_shared",
        kind=ProbeClass.READ,
        sentence="IsSelfShared is the text True.",
        assumed="True",
        calls=("ecs:DescribeImages",),
        settings=("is_self_shared",),
        needs="an image that is shared",
    ),
    Probe(
        fact="usable_filter",
        kind=ProbeClass.READ,
        sentence="DescribeImages takes the filter Usable with Status, and images say Usable.",
        assumed=True,
        calls=("ecs:DescribeImages",),
        needs="an image",
    ),
    Probe(
        fact="source_disk_size",
        kind=ProbeClass.READ,
        sentence="SourceDiskSize of a snapshot is a number.",
        assumed="number",
        calls=("ecs:DescribeImages", SNAPSHOTS),
        settings=("source_disk_size",),
        needs="an image whose snapshot is visible",
    ),
    Probe(
        fact="service_key_id_empty",
        kind=ProbeClass.READ,
        sentence="A snapshot under the service key has that key's id as KMSKeyId.",
        assumed=False,
        calls=("ecs:DescribeImages", SNAPSHOTS, KEYS),
        settings=("service_key_id_empty",),
        needs="an image under the service key",
    ),
    Probe(
        fact="managed_hsm",
        kind=ProbeClass.READ,
        sentence="A customer master key outside a KMS instance has the protection level SOFTWARE.",
        assumed=False,
        calls=("kms:ListKeys", KEYS),
        settings=("managed_hsm",),
        needs="such a key in the region",
    ),
)

DRY_RUN_PROBES = (
    Probe(
        fact="copy_dry_run",
        kind=ProbeClass.DRY_RUN,
        sentence="A dry run of CopyImage is answered with DryRunOperation, whatever image and key it names.",
        assumed="neither image nor key is checked",
        calls=("ecs:CopyImage",),
    ),
    Probe(
        fact="launch_dry_run",
        kind=ProbeClass.DRY_RUN,
        sentence="A dry run of RunInstances checks that the image exists.",
        assumed="the image is checked",
        calls=("ecs:RunInstances",),
    ),
)

PROBES = (*READ_PROBES, *DRY_RUN_PROBES, *COPY_PROBES, *SHARE_PROBES, *CONSUMER_PROBES, *LAUNCH_PROBES)
BY_FACT: Mapping[str, Probe] = {probe.fact: probe for probe in PROBES}

_DEFAULTS = "It takes switching how a region encrypts new disks, which concerns every user of the account."
_SERVER = "Measuring it takes a server of yours, and calibration touches none."
_RESOURCE_SHARE = (
    "Associations with accounts outside a resource directory wait for the invited account, and those inside one reach "
    "accounts that you did not name. Calibration makes no resource share."
)
_SNAPSHOTS = "Calibration copies images. It makes no copy of a snapshot by itself and shares none."
_TEMPLATES = "Calibration reads no launch templates and makes none."
_SCALING = "Calibration reads no scaling groups and makes none."
_PARAMETERS = "It takes parameters of OOS, and calibration makes none."
_NODE_POOLS = "Calibration reads no clusters of ACK and changes no node pools."
# What else is assumed and no probe settles -> why.
OTHER_ASSUMPTIONS: Mapping[str, str] = {
    "ECS makes an image of an encrypted snapshot (`images_system_disk_only`).": (
        "Calibration knows by tag, name and IsCopied what it may remove, and an image made of a snapshot is no copy."
    ),
    "A resource directory or folder can be trusted as a whole.": "It would reach accounts that you did not name.",
    "The role for sharing snapshots needs the trust entries of the role for images.": _RESOURCE_SHARE,
    "DryRun of ModifyImageSharePermission counts.": "If ECS ignores it there, the image is shared.",
}
# The emulator's settings that no probe settles -> why.
WITHOUT_PROBE: Mapping[str, str] = {
    "list_lag_every": "Which of ECS's servers answers cannot be seen from outside. The longest lag is measured.",
    "copy_seconds": "A canary has one size: what a copy takes besides its size is part of copy_seconds_per_gib.",
    "create_image_seconds": _SERVER,
    "create_snapshot_seconds": _SERVER,
    "stop_instance_seconds": _SERVER,
    "start_instance_seconds": _SERVER,
    "run_instance_seconds": "It depends on the type of the instance and on the image. Each launch takes its own time.",
    "boot_seconds": "It depends on the type of the instance and on the image. Each launch takes its own time.",
    "signs_of_life": "It belongs to the image: whether Cloud Assistant is installed in it, and what its console shows.",
    "replace_disk_seconds": _SERVER,
    "start_execution_seconds": "Only an execution of OOS would show it, and the template replaces disks of servers.",
    "safety_check_default": "Only an execution of OOS would show it, and the template replaces disks of servers.",
    "default_encryption_allowed": _DEFAULTS,
    "default_key_kept": _DEFAULTS,
    "default_key_unnamed": _DEFAULTS,
    "writes_per_hour": "It belongs to the emulated servers. It is no fact of the cloud.",
    "alias_prefix_counts": "It takes an alias of a key of yours, and no tag would say that the alias is calibration's.",
    "resource_share_seconds": _RESOURCE_SHARE,
    "unshareable_in_resource_share": _RESOURCE_SHARE,
    "snapshot_share_without_role": _RESOURCE_SHARE,
    "shared_from_tag": _RESOURCE_SHARE,
    "shared_snapshot_shows_key": _RESOURCE_SHARE,
    "copy_snapshot_in_region": _SNAPSHOTS,
    "share_list_shows_resource_shares": _RESOURCE_SHARE,
    "directories_in_trust": "It takes a role that a whole resource directory may assume.",
    "denied_instances": "It takes credentials that may not list instances, and calibration uses those it is given.",
    "launch_template_disk": _TEMPLATES,
    "launch_template_large_page": _TEMPLATES,
    "launch_template_page_size": _TEMPLATES,
    "list_all_launch_templates": _TEMPLATES,
    "unknown_template_version": _TEMPLATES,
    "list_inactive_scaling_groups": _SCALING,
    "provisioning_launch_configuration": "It takes an auto provisioning group, which may start instances.",
    "list_oos_parameters": _PARAMETERS,
    "oos_update_clears": _PARAMETERS,
    "scaling_family_image": _SCALING,
    "clusters_without_region": _NODE_POOLS,
    "node_pool_busy": _NODE_POOLS,
    "node_pool_empty_lists": _NODE_POOLS,
    "node_pool_images": _NODE_POOLS,
    "node_pool_unknown_fields": _NODE_POOLS,
    "node_pool_update_seconds": _NODE_POOLS,
    "clock_skew_seconds": "Requests with a false time look like an attack, and the SDK sends none.",
}
