# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an audit found, as pipelines show findings: SARIF 2.1.0 and JUnit XML."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

Data = Mapping[str, Any]
HOMEPAGE = "https://github.com/imageops/imageops.alicloud"
CODES = f"{HOMEPAGE}/blob/main/docs/guides/troubleshooting.md"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# A verdict that is not here is no finding; its reasons are notes.
LEVELS = {"blocked": "error", "needs_copy": "error", "shareable_in_parts": "error", "unknown": "warning"}
# What JUnit calls a level.
ELEMENTS = {"error": "failure", "warning": "error"}
# XML 1.0 cannot hold them, not even escaped.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sarif_lines(audit: Data, images: Iterable[Data]) -> Iterator[str]:
    """Give the lines of a SARIF log with one result for each reason of each image. The rules are the codes of reasons.

    The location of a result is `images/<region>/<image id>`, and its fingerprint is image and code: so a platform knows
    a finding of yesterday again.
    """
    rules: dict[str, Data] = {}
    run = {"automationDetails": {"id": f"image-audit/{audit['run']}"}, "columnKind": "unicodeCodePoints"}
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{{json.dumps(run)[1:-1]}, "results": [\n'
    separator = ""
    for image in images:
        for reason in image["reasons"]:
            rules.setdefault(reason["code"], _rule(reason))
            yield f"{separator}{json.dumps(_result(image, reason))}"
            separator = ",\n"
    driver = {
        "name": "imageops.alicloud",
        "version": audit["collection"],
        "informationUri": HOMEPAGE,
        "rules": [rules[code] for code in sorted(rules)],
    }
    yield f'\n], "tool": {{"driver": {json.dumps(driver)}}}}}]}}\n'


def junit_lines(audit: Data, images: Iterable[Data]) -> Iterator[str]:
    """Give the lines of a JUnit report with a test suite and a test case for each image.

    An image that is blocked, needs a copy or can be shared in parts only fails; what cannot be decided is an error.
    Attributes and their places are those of Jenkins' schema, jenkins-junit.xsd.
    """
    # The counts stand before the cases.
    counts: Counter[str] = Counter()
    cases = []
    for image in images:
        level = LEVELS.get(image["verdict"], "")
        counts[level] += 1
        cases.append(_case(image, ELEMENTS.get(level)))
    numbers = f'tests="{counts.total()}" failures="{counts["error"]}" errors="{counts["warning"]}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="imageops.alicloud" {numbers}>\n'
    moment = _attribute(audit["finished"].rstrip("Z"))
    yield f'<testsuite name="image audit" timestamp={moment} {numbers} skipped="0">\n'
    yield from cases
    yield "</testsuite>\n</testsuites>\n"


def _case(image: Data, element: str | None) -> str:
    place = _attribute(".".join(filter(None, (image["owner_id"], image["region"]))))
    name = _attribute(f"{image['name']} ({image['image_id']})")
    ending = f">{_element(element, image)}</testcase>" if element else "/>"
    return f"<testcase classname={place} name={name}{ending}\n"


def _rule(reason: Data) -> dict[str, Any]:
    title = str(reason["code"]).replace("_", " ")
    return {
        "id": reason["code"],
        "shortDescription": {"text": f"{title[:1].upper()}{title[1:]}"},
        "help": {"text": reason["remedy"] or reason["message"]},
        "helpUri": CODES,
    }


def _result(image: Data, reason: Data) -> dict[str, Any]:
    place = (image["region"], image["image_id"])
    remedy = f" {reason['remedy']}" if reason["remedy"] else ""
    name = "/".join(filter(None, (image["owner_id"], *place)))
    return {
        "ruleId": reason["code"],
        "level": LEVELS.get(image["verdict"], "note"),
        "message": {"text": f"{image['name']} ({image['image_id']}) {reason['message']}.{remedy}"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": f"images/{'/'.join(map(quote, place))}"}},
                "logicalLocations": [{"name": image["image_id"], "fullyQualifiedName": name, "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"imageAndReason/v1": f"{name}/{reason['code']}"},
    }


def _element(name: str, image: Data) -> str:
    reasons = image["reasons"]
    first = reasons[0] if reasons else {"code": image["verdict"], "message": image["verdict"]}
    text = "\n".join(f"{reason['code']}: {reason['message']}. {reason['remedy']}".rstrip() for reason in reasons)
    opening = f"<{name} type={_attribute(first['code'])} message={_attribute(first['message'])}>"
    return f"{opening}{escape(NOT_IN_XML.sub('?', text))}</{name}>"


def _attribute(text: str) -> str:
    return quoteattr(NOT_IN_XML.sub("?", text))
