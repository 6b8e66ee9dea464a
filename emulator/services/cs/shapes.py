# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of ModifyClusterNodePool (CS-SDK): types, `[shape]` for lists, dictionaries for objects."""

from __future__ import annotations

from typing import Any

Shape = type | list[Any] | dict[str, Any]

_PAIRS = [{"key": str, "value": str}]
_DATA_DISKS = [
    {
        "auto_format": bool, "auto_snapshot_policy_id": str, "bursting_enabled": bool, "category": str, "device": str,
        "disk_name": str, "encrypted": str, "file_system": str, "kms_key_id": str, "mount_target": str,
        "performance_level": str, "provisioned_iops": int, "size": int, "snapshot_id": str,
    }
]  # fmt: skip
_DISK_INIT = [
    {"disk_name": str, "local_disk": bool, "mkfs_type": str, "mount_for_runtime": bool, "mount_target": str}
]  # fmt: skip
_INSTANCE_PATTERNS = [
    {
        "architectures": [str], "burst_performance_option": str, "core": int, "cores": int, "cpu_architectures": [str],
        "excluded_instance_types": [str], "instance_categories": [str], "instance_family_level": str,
        "instance_type_families": [str], "max_cpu_cores": int, "max_memory_size": float, "max_price": float,
        "maximum_gpu_amount": int, "memory": float, "min_cpu_cores": int, "min_memory_size": float,
        "minimum_eni_ipv6_address_quantity": int, "minimum_eni_private_ip_address_quantity": int,
        "minimum_eni_quantity": int,
    }
]  # fmt: skip
INFO: dict[str, Shape] = {"name": str, "resource_group_id": str}
PARTS: dict[str, dict[str, Shape]] = {
    "auto_scaling": {
        "eip_bandwidth": int, "eip_internet_charge_type": str, "enable": bool, "is_bond_eip": bool,
        "max_instances": int, "min_instances": int, "type": str,
    },
    "kubernetes_config": {
        "cms_enabled": bool, "cpu_policy": str, "labels": _PAIRS, "node_name_mode": str, "pre_user_data": str,
        "runtime": str, "runtime_version": str, "taints": [{"effect": str, "key": str, "value": str}],
        "unschedulable": bool, "user_data": str,
    },
    "management": {
        "auto_fault_diagnosis": bool, "auto_repair": bool,
        "auto_repair_policy": {
            "approval_required": bool, "auto_repair_policy_id": str, "max_parallel_repairing_nodes": str,
            "max_unhealthy_nodes_threshold": str, "restart_node": bool,
        },
        "auto_vul_fix": bool,
        "auto_vul_fix_policy": {"exclude_packages": str, "restart_node": bool, "vul_level": str},
        "drift_enabled": bool,
        "upgrade_config": {"max_unavailable": int, "surge": int, "surge_percentage": int},
    },
    "scaling_group": {
        "auto_renew": bool, "auto_renew_period": int, "compensate_with_on_demand": bool, "data_disks": _DATA_DISKS,
        "deploymentset_id": str, "desired_size": int, "disk_init": _DISK_INIT, "enable_high_density_mode": bool,
        "image_id": str, "image_type": str, "instance_charge_type": str, "instance_patterns": _INSTANCE_PATTERNS,
        "instance_types": [str], "internet_charge_type": str, "internet_max_bandwidth_out": int, "key_pair": str,
        "login_password": str, "multi_az_policy": str, "on_demand_base_capacity": int,
        "on_demand_percentage_above_base_capacity": int, "period": int, "period_unit": str, "platform": str,
        "private_pool_options": {"id": str, "match_criteria": str}, "rds_instances": [str],
        "resource_pool_options": {"private_pool_ids": [str], "strategy": str}, "scaling_policy": str,
        "security_group_ids": [str], "spot_instance_pools": int, "spot_instance_remedy": bool,
        "spot_price_limit": [{"instance_type": str, "price_limit": str}], "spot_strategy": str,
        "system_disk_bursting_enabled": bool, "system_disk_categories": [str], "system_disk_category": str,
        "system_disk_encrypt_algorithm": str, "system_disk_encrypted": bool, "system_disk_kms_key_id": str,
        "system_disk_performance_level": str, "system_disk_provisioned_iops": int, "system_disk_size": int,
        "system_disk_snapshot_policy_id": str, "tags": _PAIRS, "vswitch_ids": [str],
    },
    "tee_config": {"tee_enable": bool},
}  # fmt: skip


def fault(shape: Shape, value: Any, path: str, *, strict: bool) -> str:
    """Return the path of the first value of another type, or, if `strict`, of the first unknown name; else nothing."""
    if isinstance(shape, list):
        if not isinstance(value, list):
            return path
        found = (fault(shape[0], item, f"{path}.{place}", strict=strict) for place, item in enumerate(value, 1))
        return next(filter(None, found), "")
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return path
        if strict and (unknown := sorted(set(value) - set(shape))):
            return f"{path}.{unknown[0]}"
        found = (fault(shape[name], value[name], f"{path}.{name}", strict=strict) for name in shape if name in value)
        return next(filter(None, found), "")
    wanted = (int, float) if shape is float else shape
    # A boolean is an integer in Python, not in JSON.
    is_right = isinstance(value, wanted) and isinstance(value, bool) == (shape is bool)
    return "" if is_right else path


def known(shape: Shape, value: Any) -> Any:
    """Return a value that has this shape, without the names that it does not have."""
    if isinstance(shape, list):
        return [known(shape[0], item) for item in value]
    if isinstance(shape, dict):
        return {name: known(shape[name], part) for name, part in value.items() if name in shape}
    return value


def merged(before: dict[str, Any], changes: dict[str, Any], *, empty_lists: bool) -> dict[str, Any]:
    """Return an object after a change: fields one by one, lists as wholes, empty ones only if they count."""
    after = dict(before)
    for name, value in changes.items():
        if isinstance(value, dict):
            after[name] = merged(before.get(name, {}), value, empty_lists=empty_lists)
        elif value != [] or empty_lists:
            after[name] = value
    return after
