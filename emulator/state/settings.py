# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of the emulated cloud: paces, and the readings of the documentation that are not verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from .clock import is_finite

_CHOICES = {
    "copy_conflict_scope": ("image", "destination"),
    "copy_encrypted_default": ("refuse", "keep"),
    "copy_without_key": ("source", "service"),
    "foreign_key_form": ("arn", "id"),
    "source_disk_size": ("number", "string"),
    "unknown_snapshot": ("ignore", "refuse"),
    "image_order": ("newest_first", "oldest_first"),
    "is_self_shared": ("True", "true"),
    "safety_check_default": ("ConfirmEveryHighRiskAction", "Skip"),
    "unshareable_in_resource_share": ("refuse", "fail"),
    "snapshot_share_without_role": ("fail", "share"),
    "shared_from_tag": ("value", "key"),
    "mapping_encrypted": ("boolean", "string", "absent"),
    "launch_template_disk": ("flat", "nested"),
    "launch_template_large_page": ("refuse", "shorten"),
    "unknown_template_version": ("ignore", "refuse"),
    "denied_instances": ("empty", "refuse"),
    "undecryptable_launch": ("vanish", "refuse", "dead"),
    "signs_of_life": ("cloud_assistant", "console", "none"),
    "scaling_family_image": ("empty", "resolved"),
    "list_oos_parameters": ("all", "plain"),
    "provisioning_launch_configuration": ("hidden", "shown"),
    "clusters_without_region": ("all", "endpoint"),
    "node_pool_busy": ("refuse", "accept"),
    "node_pool_empty_lists": ("clear", "ignore"),
    "node_pool_images": ("visible", "any", "system"),
    "node_pool_unknown_fields": ("ignore", "refuse"),
    "default_key_unnamed": ("id", "empty", "refuse"),
}


@dataclass(slots=True)
class Settings:
    """All settings with their defaults; `emulator/README.md` explains each."""

    dry_run_ignored: bool = False
    list_lag_seconds: float = 0.0
    list_lag_every: int = 1
    client_token_seconds: float = 0.0
    client_token_counts_tags: bool = True
    image_order: str = "newest_first"
    image_id_lists: bool = True
    unknown_snapshot: str = "ignore"
    source_disk_size: str = "number"
    service_key_id_empty: bool = False
    copy_seconds: float = 1800.0
    copy_seconds_per_gib: float = 0.0
    create_image_seconds: float = 300.0
    create_snapshot_seconds: float = 300.0
    stop_instance_seconds: float = 30.0
    start_instance_seconds: float = 30.0
    run_instance_seconds: float = 60.0
    boot_seconds: float = 30.0
    undecryptable_launch: str = "vanish"
    signs_of_life: str = "cloud_assistant"
    replace_disk_seconds: float = 60.0
    start_execution_seconds: float = 1.0
    safety_check_default: str = "ConfirmEveryHighRiskAction"
    writes_per_hour: float = 0.0
    running_copies_per_region: int = 5
    copy_conflict_scope: str = "image"
    copy_encrypted_default: str = "refuse"
    copy_keeps_tags: bool = False
    copy_keeps_description: bool = False
    copy_keeps_boot_mode: bool = True
    copy_keeps_features: bool = False
    copy_keeps_source_disk: bool = False
    copy_without_key: str = "source"
    share_role_needs_policy: bool = True
    disk_role_needs_policy: bool = False
    default_key_shareable: bool = True
    default_encryption_allowed: bool = True
    default_key_kept: bool = True
    default_key_unnamed: str = "id"
    foreign_key_form: str = "arn"
    key_alias_taken: bool = False
    key_arn_taken: bool = False
    managed_hsm: bool = False
    alias_prefix_counts: bool = True
    sharee_sees_snapshots: bool = False
    is_self_shared: str = "True"
    mapping_encrypted: str = "boolean"
    resource_share_seconds: float = 1.0
    unshareable_in_resource_share: str = "refuse"
    snapshot_share_without_role: str = "fail"
    shared_from_tag: str = "value"
    shared_snapshot_shows_key: bool = False
    copy_snapshot_in_region: bool = True
    share_list_shows_resource_shares: bool = False
    directories_in_trust: bool = False
    denied_instances: str = "empty"
    list_all_launch_templates: bool = True
    launch_template_page_size: int = 50
    launch_template_large_page: str = "refuse"
    launch_template_disk: str = "flat"
    unknown_template_version: str = "ignore"
    list_inactive_scaling_groups: bool = True
    scaling_family_image: str = "empty"
    provisioning_launch_configuration: str = "hidden"
    list_oos_parameters: str = "all"
    oos_update_clears: bool = False
    clusters_without_region: str = "all"
    node_pool_busy: str = "refuse"
    node_pool_empty_lists: str = "clear"
    node_pool_images: str = "visible"
    node_pool_unknown_fields: str = "ignore"
    node_pool_update_seconds: float = 30.0
    clock_skew_seconds: float = 900.0

    def merge(self, changes: Mapping[str, Any]) -> None:
        """Take over some settings; on ValueError, which names the first one refused, nothing changes."""
        checked = {name: self._checked(name, value) for name, value in changes.items()}
        for name, value in checked.items():
            setattr(self, name, value)

    def _checked(self, name: str, value: Any) -> bool | int | float | str:
        if name not in {field.name for field in fields(self)}:
            raise ValueError(f"settings.{name}: there is no such setting")
        current = getattr(self, name)
        if isinstance(current, bool):
            if isinstance(value, bool):
                return value
            raise ValueError(f"settings.{name}: must be true or false")
        if isinstance(current, str):
            if isinstance(value, str) and value in _CHOICES[name]:
                return str(value)
            raise ValueError(f"settings.{name}: must be one of {', '.join(_CHOICES[name])}")
        if isinstance(value, bool) or not isinstance(value, int | float) or not is_finite(value) or value < 0:
            raise ValueError(f"settings.{name}: must be a number, 0 or more")
        return int(value) if isinstance(current, int) else float(value)

    def to_json(self) -> dict[str, Any]:
        """All settings, as a world file has them."""
        return asdict(self)
