# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An answer with status 200 that lacks what decides is an error, and never a customer's key that passes for another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from plugins.module_utils._api.kms_key_changes import create_key
from plugins.module_utils._api.kms_keys import find_key
from plugins.module_utils._api.resource_shares import create_share
from plugins.module_utils._api.sts import get_caller
from plugins.module_utils._client.session import Session
from plugins.module_utils._images.observe import look_up_keys
from plugins.module_utils._model.errors import UnexpectedAnswer
from plugins.module_utils._model.key import NewKey
from plugins.module_utils._shares.resource_values import ResourceShareRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME

METADATA = {"KeyId": "key-bj", "KeyState": "Enabled", "Creator": "1000000000000001"}


def find(session: Session) -> object:
    return find_key(session, HOME, "key-bj")


def keys_of_images(session: Session) -> object:
    return look_up_keys(session, HOME, ["key-bj"])


def make_key(session: Session) -> object:
    return create_key(session, NewKey(region=HOME, spec="Aliyun_AES_256"), {})


def make_share(session: Session) -> object:
    return create_share(session, ResourceShareRequest(region=HOME, name="images", image_ids=("m-plain",)))


@pytest.mark.parametrize("call", [find, keys_of_images])
@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (None, "KeyMetadata"),
        ({}, "KeyMetadata.KeyId"),
        ({**METADATA, "Creator": None}, "KeyMetadata.Creator"),
        ({**METADATA, "Creator": " "}, "KeyMetadata.Creator"),
        ({**METADATA, "KeyState": ""}, "KeyMetadata.KeyState"),
    ],
)
def test_a_key_without_its_metadata_is_no_service_key(
    emu: Harness, connect: Connect, call: Callable[[Session], object], answer: Mapping[str, Any] | None, field: str
) -> None:
    emu.fault(kind="alter", action="DescribeKey", answer={"KeyMetadata": answer})

    with pytest.raises(UnexpectedAnswer, match=rf"DescribeKey.*{field}\b"):
        call(connect())


@pytest.mark.parametrize(
    ("call", "action", "answer", "field"),
    [
        (get_caller, "GetCallerIdentity", {"AccountId": None}, "AccountId"),
        (make_key, "CreateKey", {"KeyMetadata": None}, "KeyMetadata"),
        (make_key, "CreateKey", {"KeyMetadata": {"KeyId": ""}}, "KeyMetadata.KeyId"),
        (make_share, "CreateResourceShare", {"ResourceShare": {}}, "ResourceShare.ResourceShareId"),
    ],
)
def test_what_was_made_or_asked_for_has_an_id(
    emu: Harness,
    connect: Connect,
    call: Callable[[Session], object],
    action: str,
    answer: Mapping[str, Any],
    field: str,
) -> None:
    emu.fault(kind="alter", action=action, answer=answer)

    with pytest.raises(UnexpectedAnswer, match=rf"{action}.*{field}\b"):
        call(connect())
