# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One task of `image_copy` with `system_disk_only`: make images of system disks, copy them, and remove them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ansible.module_utils.parsing.convert_bool import boolean

from ..module_utils._copies import system_disks as decide
from ..module_utils._copies.results import PassKind, kind_of
from ..module_utils._core.failures import words_of
from ..module_utils._core.per_region import value_per_region
from ..module_utils._core.text import text_or_dict
from ..module_utils._model.copy_defaults import NAME
from ..module_utils._model.errors import InvalidInput
from ..module_utils._model.image_copy import TAG_SYSTEM_DISK_OF

Answer = dict[str, Any]
NOT_FOR_COPIES = ("system_disk_only", "image_ids", "destination_regions", "copies")


class ImageCopyAction(Protocol):
    """The action whose task this is."""

    @property
    def in_check_mode(self) -> bool:
        """Is the task in check mode."""

    def call(self, module: str, region: str = "", *, check: bool = False, **arguments: Any) -> Answer:
        """Run a module, in the region given or else in the connection's. `check` forces check mode."""

    def copy(self, args: Mapping[str, Any]) -> Answer:
        """Copy images until all copies have settled."""


class ModuleFailed(Exception):
    """A module without whose answer nothing can be decided."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__(words_of(answer))
        self.answer = answer


def is_system_disk_only(args: Mapping[str, Any]) -> bool:
    """Return whether a task asks for system disks only. A value that is no boolean is the module's to refuse."""
    try:
        return bool(boolean(args.get("system_disk_only") or False))
    except TypeError:
        return False


class SystemDisks:
    """The work of one task."""

    def __init__(self, action: ImageCopyAction, args: Mapping[str, Any]) -> None:
        self._action = action
        self._args = args
        self._pairs: list[dict[str, str]] = []
        self._answers: list[Answer] = []

    def run(self) -> Answer:
        """Return the result of the task."""
        try:
            return self._run()
        except InvalidInput as error:
            details = {"code": "InvalidInput", "request_id": "", "action": "", "option": error.option}
            return {"failed": True, "msg": str(error), "error": details}
        except ModuleFailed as error:
            return {"failed": True, "msg": str(error), "error": error.answer.get("error", {}), "changed": False}

    def _run(self) -> Answer:
        pairs = decide.read_pairs(self._args)
        image_ids = list(dict.fromkeys(pair["image_id"] for pair in pairs))
        images = self._need("image_info", image_ids=image_ids, result="full")["images"]
        if not any(map(decide.has_data_disks, images)):
            copied = self._action.copy({key: self._args[key] for key in self._args if key != "system_disk_only"})
            return {**copied, "left_out": []} if kind_of(copied) is PassKind.COPIES else copied
        self._pairs = decide.with_regions(pairs, images)
        facts = self._facts(images)
        plan = decide.system_disk_copies(images, self._pairs, system_disk_images={}, **facts)
        if plan["waiting"] and not self._action.in_check_mode:
            # A key that cannot be used is refused before an image is made.
            self._need("image_copy", check=True, **self._copies_of(plan["waiting"]))
        made = self._make(plan["images"])
        plan = decide.system_disk_copies(images, self._pairs, system_disk_images=made, **facts)
        copied = self._copy(plan["copies"])
        if kind_of(copied) is not PassKind.COPIES:
            return self._result(decide.named_after_images(copied, made, [], []))
        named = decide.named_after_images(copied, made, plan["done"], self._predict(plan["waiting"]))
        named["copies"] = decide.in_order(named["copies"], self._pairs)
        self._remove(decide.images_to_remove(plan, named["copies"], made))
        return self._result({**named, "left_out": decide.left_out(plan)})

    def _facts(self, images: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the key of each destination region, and the images of system disks that are there."""
        regions = list(dict.fromkeys(pair["destination_region"] for pair in self._pairs))
        given = text_or_dict(self._args.get("kms_key_id"), "kms_key_id")
        wanted = value_per_region("kms_key_id", given, regions)
        keys = {}
        for region, key in wanted.items():
            found = self._need("kms_key_info", region, kms_key_ids=[key])["kms_keys"]
            keys[region] = found[0]["key_id"] if found else ""
        everywhere = list(dict.fromkeys([*regions, *(image["region"] for image in images)]))
        tags = {TAG_SYSTEM_DISK_OF: None}
        made = self._need("image_info", regions=everywhere, tags=tags, result="full")["images"]
        return {"made": made, "keys": keys}

    def _make(self, images: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """Make images of system disks. Return those that are available by the images that they are of."""
        found = {image["image_id"]: self._make_one(image, wait=False) for image in images}
        for image in images:
            # ECS works on all of them by now; what is waited for is the slowest.
            if found[image["image_id"]].get("image_id") and found[image["image_id"]]["status"] != "Available":
                found[image["image_id"]] = self._make_one(image, wait=True)
        made = {image_id: made for image_id, made in found.items() if made.get("image_id")}
        return {image_id: image["image_id"] for image_id, image in made.items() if image["status"] == "Available"}

    def _make_one(self, image: Mapping[str, Any], *, wait: bool) -> Answer:
        description = f"System disk of {image['image_id']}, without its data disks"
        run = {"run": self._args["run"]} if self._args.get("run") else {}
        answer = self._change_image(image, description=description, tags=image["tags"], wait=wait, **run)
        made: Answer = answer.get("image") or {}
        return made

    def _copy(self, copies: Sequence[Mapping[str, str]]) -> Answer:
        if not copies:
            return {"copies": [], "image_map": {}, "pending": []}
        answer = self._action.copy({**self._copy_options(), "copies": list(copies)})
        self._answers.append(answer)
        return answer

    def _predict(self, waiting: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
        """Return the copies of system disks whose images check mode has not made."""
        if not waiting or not self._action.in_check_mode or self._failures():
            return []
        answer = self._action.copy(self._copies_of(waiting))
        self._answers.append(answer)
        predicted: list[dict[str, Any]] = answer.get("copies", [])
        return predicted

    def _remove(self, images: Sequence[Mapping[str, Any]]) -> None:
        for image in images:
            self._change_image(image, state="absent")

    def _change_image(self, image: Mapping[str, Any], **arguments: Any) -> Answer:
        """Make or remove the image of a system disk. The other images are worked on whatever comes of it."""
        asked = {"name": image["system_disk_image"], "source_image_id": image["image_id"], **arguments}
        answer = self._action.call("image", image["region"], **asked)
        self._answers.append(answer)
        return answer

    def _copies_of(self, waiting: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """Return the arguments for copies of images whose system disk images are not made yet."""
        name = decide.system_disk_name(str(self._args.get("name") or NAME))
        return {**self._copy_options(), "copies": list(waiting), "name": name}

    def _need(self, module: str, region: str = "", *, check: bool = False, **arguments: Any) -> Answer:
        answer = self._action.call(module, region, check=check, **arguments)
        if answer.get("failed"):
            raise ModuleFailed(answer)
        return answer

    def _copy_options(self) -> dict[str, Any]:
        return {option: value for option, value in self._args.items() if option not in NOT_FOR_COPIES}

    def _failures(self) -> list[Answer]:
        return [answer for answer in self._answers if answer.get("failed")]

    def _result(self, answer: Mapping[str, Any]) -> Answer:
        """Return the task's result: changed if a module has changed something, failed if one has failed."""
        result = {key: value for key, value in answer.items() if key not in ("failed", "msg", "error", "diff")}
        result["changed"] = any(answer.get("changed") for answer in self._answers)
        diffs = [answer["diff"] for answer in self._answers if answer.get("changed") and answer.get("diff")]
        if diffs:
            result["diff"] = diffs
        if failures := self._failures():
            messages = [words_of(answer) for answer in failures]
            result |= {"failed": True, "msg": " ".join(messages), "error": failures[0].get("error", {})}
        return result
