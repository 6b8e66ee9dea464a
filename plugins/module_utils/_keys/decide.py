# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a wanted key needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from .._core.written import TAGS_AT_MOST
from .._model.errors import InvalidInput
from .._model.key import Key
from .target import check_target_key
from .values import KeyRequest, KeyState


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlan:
    """`state` is the key that is there, None if one must be made; None in the others means "as it should be"."""

    request: KeyRequest
    state: KeyState | None
    create_alias: bool
    tags: Mapping[str, str]
    description: str | None
    deletion_protection: bool | None
    policy: Mapping[str, Any] | None

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        changes = (self.tags, self.policy, self.description is not None, self.deletion_protection is not None)
        return self.state is None or self.create_alias or any(changes)

    @property
    def has_work(self) -> bool:
        """Nothing but writing is done."""
        return self.changed

    @property
    def before(self) -> dict[str, Any]:
        """The key of today."""
        if self.state is None:
            return {}
        key = self.state.key
        shown: dict[str, Any] = {
            "key_id": key.key_id,
            "aliases": [self.request.alias] if self.state.has_alias else [],
            "description": key.description,
            "tags": dict(self.state.tags),
            "deletion_protection": key.deletion_protection,
        }
        return shown if self.state.policy is None else {**shown, "policy": dict(self.state.policy)}

    @property
    def after(self) -> dict[str, Any]:
        """The key as it will be."""
        request = self.request
        made: dict[str, Any] = {"spec": request.spec, "instance_id": request.instance_id} if not self.state else {}
        changes: dict[str, Any] = {"aliases": [request.alias]}
        changes["tags"] = {**(self.state.tags if self.state else request.creation_tags), **self.tags}
        for name in ("description", "deletion_protection", "policy"):
            value = getattr(self if self.state else request, name)
            if value is not None:
                changes[name] = value
        return {**self.before, **made, **changes}


def plan_key(request: KeyRequest, state: KeyState | None) -> KeyPlan:
    """Compare the key with what is wanted. Raises InvalidInput for what no call can change."""
    if state is None:
        if request.policy and not request.instance_id:
            _refuse_policy()
        return KeyPlan(
            request=request,
            state=None,
            create_alias=True,
            tags={},
            description=None,
            deletion_protection=request.deletion_protection,
            policy=None,
        )
    _check_unchangeable(request, state.key)
    if request.policy and not state.key.instance_id:
        _refuse_policy()
    tags = {**state.tags, **request.tags}
    if len(tags) > TAGS_AT_MOST:
        remedy = f"Give fewer: a key takes {TAGS_AT_MOST} tags, and this one would have {len(tags)}."
        raise InvalidInput("tags", len(request.tags), "are too many tags", remedy)
    return KeyPlan(
        request=request,
        state=state,
        create_alias=not state.has_alias,
        tags={name: value for name, value in request.tags.items() if state.tags.get(name) != value},
        description=_difference(request.description, state.key.description),
        deletion_protection=_difference(request.deletion_protection, state.key.deletion_protection),
        policy=_difference(request.policy, state.policy),
    )


def _refuse_policy() -> NoReturn:
    remedy = "Give kms_instance_id, or leave the policy out."
    raise InvalidInput("policy", "the document", "needs a key in a KMS instance, and others have no policy", remedy)


def _check_unchangeable(request: KeyRequest, key: Key) -> None:
    check_target_key("alias", request.alias, key, request.region)
    if key.spec != request.spec:
        remedy = f"A key's spec cannot be changed; give another alias, or spec: {key.spec}."
        raise InvalidInput("spec", request.spec, f"differs from the key's, {key.spec}", remedy)
    if request.instance_id and key.instance_id != request.instance_id:
        where = key.instance_id or "no instance"
        remedy = "A key cannot be moved; give another alias, or the instance it is in."
        raise InvalidInput("kms_instance_id", request.instance_id, f"differs from the key's, {where}", remedy)


def _difference(wanted: Any, actual: Any) -> Any:
    return None if wanted is None or wanted == actual else wanted


def predicted_key(plan: KeyPlan) -> dict[str, Any]:
    """Return the key that check mode predicts; what only KMS knows of a new key is null."""
    request = plan.request
    if plan.state:
        key = plan.state.key
        known = {name: value for name, value in plan.after.items() if name in ("description", "deletion_protection")}
        return {**key.to_result(), "aliases": [request.alias], **known}
    return {
        "key_id": None,
        "arn": None,
        "region": request.region,
        "aliases": [request.alias],
        "key_type": "customer",
        "state": "Enabled",
        "spec": request.spec,
        "usage": "ENCRYPT/DECRYPT",
        "origin": "Aliyun_KMS",
        "creator": None,
        "instance_id": request.instance_id,
        "description": request.description or "",
        "created": None,
        "deletion_protection": bool(request.deletion_protection),
    }
