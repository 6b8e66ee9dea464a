# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Events as EventBridge posts them: ActionTrail's data in an envelope of CloudEvents 1.0.

The fields are those of the vendor's two samples. Three things are assumed, since no source shows such an event: that
`requestParameters` has the parameters as they were sent, that `responseElements` has the answer's ids, and that lists
are flattened (`AddAccount.1`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OWNER = "1000000000000001"
REGION = "cn-beijing"


def event(
    name: str,
    number: int,
    asked: Mapping[str, Any],
    *,
    service: str = "ecs",
    answer: Mapping[str, Any] | None = None,
    account: str = OWNER,
    **data: Any,
) -> dict[str, Any]:
    """Return what is posted for a call. Events of one number are the same event, delivered again."""
    event_id = f"45ef4dee-7c35-447a-bd93-fab{number:09d}"
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": f"acs.{service}",
        "type": f"{service}:ActionTrail:ApiCall",
        "datacontenttype": "application/json;charset=utf-8",
        "subject": f"acs:{service}:{REGION}:{account}:call",
        "time": "2026-11-30T12:00:00Z",
        "aliyunaccountid": account,
        "aliyunpublishtime": "2026-11-30T12:00:01Z",
        "aliyuneventbusname": "default",
        "aliyunregionid": REGION,
        "aliyunpublishaddr": "172.25.0.1",
        "data": {
            "eventId": event_id,
            "eventVersion": 1,
            "eventName": name,
            "eventSource": f"{service}.{REGION}.aliyuncs.com",
            "eventTime": "2026-11-30T12:00:00Z",
            "eventType": "ApiCall",
            "eventRW": "Write",
            "isGlobal": False,
            "serviceName": service.capitalize(),
            "acsRegion": REGION,
            "requestId": "32B7EB75-62EE-511E-9449-E19EBF67C2ED",
            "requestParameters": dict(asked),
            **({"responseElements": dict(answer)} if answer else {}),
            "sourceIpAddress": "192.0.2.1",
            "userAgent": "{{ lookup('ansible.builtin.pipe', 'touch planted') }}",
            "userIdentity": {"type": "ram-user", "accountId": account, "userName": "builder"},
            **data,
        },
    }


def key_event(name: str, number: int, key: str, **more: Any) -> dict[str, Any]:
    """Return the event of a call that names a key."""
    return event(name, number, {"KeyId": key}, service="kms", **more)


def image_event(number: int, image: str, **more: Any) -> dict[str, Any]:
    """Return the event of a CopyImage that made an image."""
    asked = {"RegionId": REGION, "ImageId": "m-source", "DestinationRegionId": REGION}
    return event("CopyImage", number, asked, answer={"ImageId": image}, **more)


def share_event(number: int, image: str, change: str = "AddAccount") -> dict[str, Any]:
    """Return the event of a change of an image's accounts."""
    return event("ModifyImageSharePermission", number, {"ImageId": image, f"{change}.1": "9000000000000009"})
