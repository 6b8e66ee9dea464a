# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer against the response models of the vendor's SDK, and every declaration against the documentation."""

from __future__ import annotations

import ast
import inspect
import json
import re
import typing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import emulator
from emulator.actions.declare import registry
from emulator.catalogue.catalogue import documented

from .services.oos.oos_support import LONG_ENOUGH, TEMPLATE, begin, parameters
from .support import Harness
from .worlds import OWNER, SHAREE, allow, disk, key_policy, trust, with_beijing

TRUST = json.dumps(trust(Service=["ecs.aliyuncs.com"]))
PACKAGES = {
    "cs": "cs20151215",
    "ecs": "ecs20140526",
    "ess": "ess20220222",
    "kms": "kms20160120",
    "oos": "oos20190601",
    "ram": "ram20150501",
    "resourcemanager": "resourcemanager20200331",
    "resourcesharing": "resourcesharing20200110",
    "sts": "sts20150401",
}
ROLE = {"RoleName": "auditor"}
# The document that the world gives this role in place.
SHARE_ROLE = "AliyunECSShareEncryptImageDefaultRole"
OWN_POLICY = f"{SHARE_ROLE}-role-1"
BEIJING = {"RegionId": "cn-beijing"}
TEMPLATE_ID = {"LaunchTemplateId": "lt-web"}
# What CreateLaunchTemplateVersion takes, as far as answers give it another shape.
TEMPLATE_DATA = {
    "SystemDisk": {"Size": 40, "Encrypted": "true", "DeleteWithInstance": True},
    "DataDisk": [{"Size": 100, "Encrypted": "true", "DeleteWithInstance": True}],
    "NetworkInterface": [{"SecurityGroupIds": ["sg-1"], "DeleteOnRelease": True}],
    "SecurityGroupIds": ["sg-1"],
    "Tag": [{"Key": "a", "Value": "1"}],
    "SpotPriceLimit": 0.5,
    "ImageOptions": {"LoginAsNonRoot": True},
}
SHARE = {"ResourceShareId": "rs-test00000001"}
INVITATION = "i-test0000000001"
KEY_POLICY = json.dumps(key_policy("kms:*", f"acs:ram::{OWNER}:user/nobody"))
CONFIGURATION_DATA = {
    "ImageId": "m-plain",
    "InstanceTypes": ["ecs.g7.large"],
    "SystemDisk": {"Size": 40, "Encrypted": True, "KMSKeyId": "key-bj", "DiskName": "root"},
    "DataDisks": [{"Size": 100, "Encrypted": "true", "Categories": ["cloud_essd"]}],
    "SecurityGroupIds": ["sg-1"],
    "Tags": {"a": "1"},
}
POOL_DATA = {
    "scaling_group": {
        "image_id": "m-plain",
        "system_disk_encrypted": True,
        "data_disks": [{"size": 100, "encrypted": "true", "auto_format": True}],
        "disk_init": [{"disk_name": "data", "local_disk": False}],
        "instance_patterns": [{"cores": 4, "memory": 8.5, "architectures": ["X86"]}],
        "spot_price_limit": [{"instance_type": "ecs.g7.large", "price_limit": "0.5"}],
        "tags": [{"key": "a", "value": "1"}],
        "vswitch_ids": ["vsw-1"],
    },
    "auto_scaling": {"enable": True, "max_instances": 5},
    "kubernetes_config": {"labels": [{"key": "a", "value": "1"}], "taints": [{"key": "a", "effect": "NoSchedule"}]},
    "management": {"auto_repair": True, "auto_repair_policy": {"restart_node": True}},
    "tee_config": {"tee_enable": False},
}
# They need it switched on.
OF_DEFAULT_ENCRYPTION = ("DisableDiskEncryptionByDefault", "ModifyDiskDefaultKMSKeyId", "ResetDiskDefaultKMSKeyId")

CLUSTER = {"ClusterId": "c-web"}
NODE_POOL = {**CLUSTER, "NodepoolId": "np-web"}

CALLS: dict[tuple[str, str], list[dict[str, str]]] = {
    ("cs", "DescribeClustersV1"): [{}],
    ("cs", "DescribeClusterNodePools"): [CLUSTER],
    ("cs", "DescribeClusterNodePoolDetail"): [NODE_POOL],
    ("cs", "ModifyClusterNodePool"): [NODE_POOL],
    ("ecs", "DescribeRegions"): [{}],
    ("ecs", "DescribeImages"): [{**BEIJING, "Status": "ALL", "PageSize": "100"}],
    ("ecs", "DescribeSnapshots"): [{**BEIJING, "PageSize": "100"}, {**BEIJING, "MaxResults": "5"}],
    ("ecs", "CopyImage"): [
        {
            **BEIJING,
            "ImageId": "m-service",
            "Encrypted": "true",
            "KMSKeyId": "key-bj",
            "DestinationRegionId": "cn-beijing",
        }
    ],
    ("ecs", "ModifyImageAttribute"): [{**BEIJING, "ImageId": "m-plain", "ImageFamily": "family"}],
    ("ecs", "ModifyImageSharePermission"): [{**BEIJING, "ImageId": "m-plain", "AddAccount.1": SHAREE}],
    ("ecs", "DescribeImageSharePermission"): [{**BEIJING, "ImageId": "m-shared"}],
    ("ecs", "TagResources"): [
        {**BEIJING, "ResourceType": "image", "ResourceId.1": "m-plain", "Tag.1.Key": "a", "Tag.1.Value": "1"}
    ],
    ("ecs", "CancelCopyImage"): [{**BEIJING, "ImageId": "COPY"}],
    ("ecs", "DeleteImage"): [{**BEIJING, "ImageId": "m-cmk"}],
    ("ecs", "DeleteSnapshot"): [{"SnapshotId": "s-loose"}],
    ("ecs", "UntagResources"): [{**BEIJING, "ResourceType": "image", "ResourceId.1": "m-service", "All": "true"}],
    ("ecs", "ListTagResources"): [{**BEIJING, "ResourceType": "image", "ResourceId.1": "m-service"}],
    ("ecs", "DescribeImageFromFamily"): [{**BEIJING, "ImageFamily": "web"}],
    ("ecs", "RunInstances"): [
        {**BEIJING, "ImageId": "m-plain", "InstanceType": "ecs.g7.large", "VSwitchId": "vsw-1", "Amount": "2"}
    ],
    ("ecs", "DescribeCloudAssistantStatus"): [{**BEIJING, "PageSize": "50"}, {**BEIJING, "MaxResults": "5"}],
    ("ecs", "GetInstanceConsoleOutput"): [{**BEIJING, "InstanceId": "i-disks"}],
    ("ecs", "DeleteInstances"): [{**BEIJING, "InstanceId.1": "i-1", "Force": "true"}],
    ("ecs", "CreateImage"): [{**BEIJING, "InstanceId": "i-disks"}],
    ("ecs", "CopySnapshot"): [
        {
            **BEIJING,
            "SnapshotId": "s-plain",
            "DestinationRegionId": "cn-shanghai",
            "DestinationSnapshotName": "copy",
            "DestinationSnapshotDescription": "a copy",
        }
    ],
    ("ecs", "DescribeInstances"): [BEIJING, {**BEIJING, "MaxResults": "10"}],
    ("ecs", "DescribeDisks"): [BEIJING, {**BEIJING, "MaxResults": "10"}],
    ("ecs", "DescribeDiskEncryptionByDefaultStatus"): [BEIJING],
    ("ecs", "DescribeDiskDefaultKMSKeyId"): [BEIJING],
    ("ecs", "EnableDiskEncryptionByDefault"): [BEIJING],
    ("ecs", "ModifyDiskDefaultKMSKeyId"): [{**BEIJING, "KMSKeyId": "key-bj"}],
    ("ecs", "ResetDiskDefaultKMSKeyId"): [BEIJING],
    ("ecs", "DisableDiskEncryptionByDefault"): [BEIJING],
    ("ecs", "StopInstance"): [{"InstanceId": "i-disks"}],
    ("ecs", "StartInstance"): [{"InstanceId": "i-stopped"}],
    ("ecs", "CreateSnapshot"): [{"DiskId": "d-disks"}],
    ("ecs", "ReplaceSystemDisk"): [{"InstanceId": "i-stopped", "ImageId": "m-cmk"}],
    # It answers with an error, always.
    ("kms", "CreateKey"): [{"DKMSInstanceId": "kst-1", "Tags": '[{"TagKey": "a", "TagValue": "1"}]'}],
    ("kms", "CreateAlias"): [{"KeyId": "key-bj", "AliasName": "alias/second"}],
    ("kms", "ListAliasesByKeyId"): [{"KeyId": "key-bj"}],
    ("kms", "EnableKey"): [{"KeyId": "key-off"}],
    ("kms", "DisableKey"): [{"KeyId": "key-bj"}],
    ("kms", "ScheduleKeyDeletion"): [{"KeyId": "key-bj", "PendingWindowInDays": "7"}],
    ("kms", "CancelKeyDeletion"): [{"KeyId": "key-going"}],
    ("kms", "SetDeletionProtection"): [{"KeyId": "key-bj", "EnableDeletionProtection": "true"}],
    ("kms", "UpdateKeyDescription"): [{"KeyId": "key-bj", "Description": "for shared images"}],
    ("kms", "TagResource"): [{"KeyId": "key-bj", "Tags": '[{"TagKey": "a", "TagValue": "1"}]'}],
    ("ecs", "CreateLaunchTemplate"): [{**BEIJING, "LaunchTemplateName": "made"}],
    ("ecs", "CreateLaunchTemplateVersion"): [{**BEIJING, **TEMPLATE_ID}],
    ("ecs", "DescribeLaunchTemplates"): [BEIJING],
    ("ecs", "DescribeLaunchTemplateVersions"): [{**BEIJING, **TEMPLATE_ID}],
    ("ecs", "ModifyLaunchTemplateDefaultVersion"): [{**BEIJING, **TEMPLATE_ID, "DefaultVersionNumber": "1"}],
    ("ecs", "DeleteLaunchTemplateVersion"): [{**BEIJING, **TEMPLATE_ID, "DeleteVersion.1": "2"}],
    ("ecs", "DeleteLaunchTemplate"): [{**BEIJING, **TEMPLATE_ID}],
    ("ecs", "DescribeImagePipelines"): [BEIJING],
    ("ecs", "DescribeAutoProvisioningGroups"): [BEIJING],
    ("ess", "DescribeScalingGroups"): [BEIJING],
    ("ess", "DescribeScalingConfigurations"): [BEIJING],
    ("ess", "ModifyScalingConfiguration"): [{"ScalingConfigurationId": "asc-web", "InstanceName": "web"}],
    ("ess", "ModifyScalingGroup"): [{"ScalingGroupId": "asg-web", "MaxSize": "5"}],
    ("kms", "ListResourceTags"): [{"KeyId": "key-bj"}],
    ("kms", "GetKeyPolicy"): [{"KeyId": "key-bj"}],
    ("kms", "SetKeyPolicy"): [{"KeyId": "key-bj", "Policy": KEY_POLICY}],
    ("kms", "DescribeKey"): [{"KeyId": "key-bj"}, {"KeyId": "key-going"}, {"KeyId": "alias/acs/ecs"}],
    ("kms", "ListKeys"): [{}],
    ("kms", "ListAliases"): [{}],
    ("oos", "StartExecution"): [{"TemplateName": TEMPLATE, "Parameters": json.dumps(parameters("i-disks"))}],
    ("oos", "ListExecutions"): [{"IncludeChildExecution": "true"}],
    ("oos", "ListTaskExecutions"): [{"IncludeChildTaskExecution": "true"}],
    ("oos", "ListExecutionLogs"): [{"ExecutionId": "EXECUTION"}],
    ("oos", "CancelExecution"): [{"ExecutionId": "EXECUTION"}],
    ("oos", "NotifyExecution"): [{"ExecutionId": "EXECUTION", "NotifyType": "Approve", "NotifyNote": "fine"}],
    ("oos", "GetTemplate"): [{"TemplateName": TEMPLATE}],
    ("oos", "ListTemplates"): [{}],
    ("oos", "ListParameters"): [{}],
    ("oos", "GetParameters"): [{"Names": '["images/web", "none"]'}],
    ("oos", "UpdateParameter"): [{"Name": "images/web", "Value": "m-cmk"}],
    ("ram", "GetRole"): [ROLE],
    ("ram", "CreateRole"): [{"RoleName": "made", "AssumeRolePolicyDocument": TRUST}],
    ("ram", "UpdateRole"): [{**ROLE, "NewDescription": "text"}],
    ("ram", "ListPoliciesForRole"): [ROLE],
    ("ram", "CreatePolicy"): [{"PolicyName": "made", "PolicyDocument": json.dumps(allow("*"))}],
    ("ram", "CreatePolicyVersion"): [{"PolicyName": OWN_POLICY, "PolicyDocument": json.dumps(allow("*"))}],
    ("ram", "ListPolicyVersions"): [{"PolicyName": "AdministratorAccess", "PolicyType": "System"}],
    ("ram", "GetPolicy"): [{"PolicyName": "AdministratorAccess", "PolicyType": "System"}],
    ("ram", "DetachPolicyFromRole"): [{"RoleName": SHARE_ROLE, "PolicyName": OWN_POLICY, "PolicyType": "Custom"}],
    ("ram", "DeletePolicy"): [{"PolicyName": "unattached"}],
    ("ram", "DeleteRole"): [{"RoleName": "bare"}],
    ("ram", "AttachPolicyToRole"): [{**ROLE, "PolicyName": "AdministratorAccess", "PolicyType": "System"}],
    ("resourcemanager", "ListAccounts"): [{"IncludeTags": "true"}],
    ("resourcemanager", "ListAccountsForParent"): [{}, {"ParentFolderId": "fd-production", "IncludeTags": "true"}],
    ("resourcemanager", "ListFoldersForParent"): [{}],
    ("resourcesharing", "CreateResourceShare"): [
        {"ResourceShareName": "images", "Resources.1.ResourceId": "m-plain", "Resources.1.ResourceType": "Image"}
    ],
    ("resourcesharing", "ListResourceShares"): [{"ResourceOwner": "Self"}],
    ("resourcesharing", "ListSharedResources"): [{"ResourceOwner": "Self"}],
    ("resourcesharing", "ListSharedTargets"): [{"ResourceOwner": "Self"}],
    ("resourcesharing", "AssociateResourceShare"): [{**SHARE, "Targets.1": SHAREE, "Targets.2": "rd-test01"}],
    ("resourcesharing", "DisassociateResourceShare"): [{**SHARE, "Targets.1": "fd-production"}],
    ("resourcesharing", "DeleteResourceShare"): [SHARE],
    ("resourcesharing", "ListResourceShareAssociations"): [{"AssociationType": "Resource"}],
    ("resourcesharing", "ListResourceShareInvitations"): [{}],
    ("resourcesharing", "AcceptResourceShareInvitation"): [{"ResourceShareInvitationId": INVITATION}],
    ("sts", "AssumeRole"): [{"RoleArn": f"acs:ram::{OWNER}:role/auditor", "RoleSessionName": "test"}],
    ("sts", "GetCallerIdentity"): [{}],
}


def test_every_modelled_action_is_checked() -> None:
    assert set(CALLS) == set(registry())


@pytest.mark.parametrize(("product", "action"), sorted(CALLS), ids=[name for _product, name in sorted(CALLS)])
def test_answers_have_the_shape_of_the_sdks_models(emu: Harness, product: str, action: str) -> None:
    models = models_of(product)
    tagged = {"id": "i-disks", "disks": [disk("key-bj", id="d-disks", tags={"a": "1"})], "tags": {"a": "1"}}
    stopped = {"id": "i-stopped", "status": "Stopped", "disks": [disk()]}
    share = {
        "id": SHARE["ResourceShareId"],
        "allow_external_targets": True,
        "resources": {"m-shared": {}},
        "targets": {"fd-production": {}, OWNER: {"external": True}},
        "invitations": {OWNER: {"id": INVITATION}},
    }
    template = {"id": "lt-web", "tags": {"a": "1"}, "versions": [{"data": TEMPLATE_DATA}, {}]}
    group = {"id": "asg-web", "configuration": "asc-web", "vswitches": ["vsw-1"], "tags": {"a": "1"}}
    configuration = {"id": "asc-web", "group": "asg-web", "data": CONFIGURATION_DATA}
    world = with_beijing(
        instances=[tagged, stopped],
        resource_shares=[share],
        launch_templates=[template],
        scaling_groups=[{**group, "instance_types": ["ecs.g7.large"], "suspended": ["ScaleIn"]}],
        scaling_configurations=[configuration],
        image_pipelines=[{"id": "ip-web", "to_regions": ["cn-beijing"], "add_accounts": [OWNER], "tags": {"a": "1"}}],
        oos_parameters=[
            {"name": "images/web", "value": "m-plain", "constraints": {"MaxLength": 9}, "tags": {"a": "1"}}
        ],
        auto_provisioning_groups=[{"id": "apg-web", "template": "lt-web", "tags": {"a": "1"}}],
        clusters=[{"id": "c-web", "tags": {"a": "1"}, "node_pools": [{"id": "np-web", "data": POOL_DATA}]}],
    )
    emu.control("POST", "reset", world)
    # Raw answers have a number here, and keys with a dot, whatever the models say.
    emu.set(source_disk_size="string", launch_template_disk="nested")
    made = {"COPY": emu.copy("m-plain"), "EXECUTION": waiting(emu) if product == "oos" else ""}
    if action in OF_DEFAULT_ENCRYPTION:
        emu.ecs("EnableDiskEncryptionByDefault")
    if product == "ram":
        emu.call("ram", "CreateRole", RoleName="bare", AssumeRolePolicyDocument=TRUST)
        emu.call("ram", "CreatePolicy", PolicyName="unattached", PolicyDocument=json.dumps(allow("*")))
    emu.advance(10)
    for given in CALLS[product, action]:
        status, body = emu.acs3(product, action, {name: made.get(value, value) for name, value in given.items()})
        assert status == 200, body
        if product != "cs":
            assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", body["RequestId"])
        check(body, getattr(models, f"{action}ResponseBody"), models, action)


def models_of(product: str) -> Any:
    """The SDK's models of a product."""
    return import_module(f"alibabacloud_{PACKAGES[product]}.models")


def waiting(emu: Harness) -> str:
    """An execution that waits for an approval."""
    execution = begin(emu, "i-stopped", more={"SafetyCheck": "ConfirmEveryHighRiskAction"})
    emu.advance(LONG_ENOUGH)
    return execution


def check(value: Any, model: Any, models: Any, path: str) -> None:
    """The value's keys exist in the model, and its parts have the types the model says."""
    assert isinstance(value, dict), path
    types = fields(model, models)
    for key, part in value.items():
        assert key in types, f"{path}.{key} is not in {model.__name__}"
        fits(part, types[key], models, f"{path}.{key}")


def fields(model: Any, models: Any) -> dict[str, Any]:
    """Types of a model by their names on the wire."""
    hints = typing.get_type_hints(model.__init__, {"main_models": models, **vars(typing)})
    source = inspect.getsource(model.from_map)
    wire = dict(re.findall(r"if m\.get\('([\w.]+)'\) is not None:\s+(?:\w+ = .*\s+)?self\.(\w+) =", source))
    wire |= {name: attribute for attribute, name in re.findall(r"self\.(\w+) = \[\]\s+if m\.get\('(\w+)'\)", source)}
    wire |= dict(re.findall(r"if m\.get\('(\w+)'\) is not None:\s+temp_model = .*\s+self\.(\w+) =", source))
    return {name: hints[attribute] for name, attribute in wire.items()}


def fits(value: Any, kind: Any, models: Any, path: str) -> None:
    if typing.get_origin(kind) is list:
        assert isinstance(value, list), path
        for item in value:
            fits(item, typing.get_args(kind)[0], models, f"{path}[]")
    elif typing.get_origin(kind) is dict:
        assert isinstance(value, dict), path
    elif hasattr(kind, "from_map"):
        check(value, kind, models, path)
    else:
        assert value.__class__ is kind, f"{path} is {value!r}, not {kind}"


SOURCES = sorted((Path(emulator.__file__).parent / "services").rglob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_only_declared_parameters_are_read_and_only_declared_errors_raised(source: Path) -> None:
    """What a file reads and raises by name is declared by one of its product's actions."""
    product = source.relative_to(Path(emulator.__file__).parent / "services").parts[0].removesuffix(".py")
    actions = [action for (found, _name), action in registry().items() if found == product]
    names = {name.partition(".")[0] for action in actions for name in action.models}
    codes = {code for action in actions for code in action.errors}
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        first = node.args[0]
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            continue
        owner = ast.unparse(node.func.value)
        if owner.endswith("parameters") and node.func.attr in ("text", "texts", "number", "flag", "record", "records"):
            assert first.value in names, f"line {node.lineno}"
        if owner == "call" and node.func.attr == "refuse":
            assert first.value in codes, f"line {node.lineno}"


@pytest.mark.parametrize(("product", "action"), sorted(CALLS), ids=[name for _product, name in sorted(CALLS)])
def test_the_documented_parameters_are_those_of_the_sdks_request(product: str, action: str) -> None:
    """None more, none less: what the emulator does not model it can then refuse."""
    models = models_of(product)
    request = getattr(models, f"{action}Request", None)
    known = documented()[product, action]
    theirs = fields(request, models) if request else {}
    # What stands in a path is no part of the SDK's requests.
    known = {name: spec for name, spec in known.items() if product != "cs" or name not in NODE_POOL}
    assert set(known) == set(theirs)
    for name, spec in known.items():
        kind = theirs[name]
        if typing.get_origin(kind) is dict:
            assert spec.type == "Map", name
            continue
        if typing.get_origin(kind) is list:
            assert spec.type in ("RepeatList", "Json"), name
            kind = typing.get_args(kind)[0]
        elif hasattr(kind, "from_map"):
            assert spec.type == ("Object" if product == "cs" else "Struct"), name
        else:
            # No parameter that is modelled is a fraction.
            types = {str: ("String",), int: ("Integer", "Long"), bool: ("Boolean",), float: ("String",)}
            assert spec.type in types[kind], name
        if hasattr(kind, "from_map") and spec.type != "Object":
            assert set(spec.fields or ()) == set(fields(kind, models)), name


def test_every_action_says_where_its_behaviour_is_known_from() -> None:
    assert all(note.source for action in registry().values() for note in action.notes)
    assert all(action.notes for action in registry().values())
