# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `report_page`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: report_page
short_description: Shape reports and audits for the page that the role report_images writes
version_added: 1.0.0
description:
  - Counts and words everything, so that a template only has to place it. All values are plain; nothing is escaped.
  - C(data) is the same in each language. What the cloud and Ansible said stays as they said it.
author:
  - imageops.alicloud contributors (@imageops)
positional: audits
options:
  _input:
    description: Reports, as the playbook migrate_images leaves them, one for each site; or an empty list.
    type: list
    elements: dict
    required: true
  audits:
    description:
      - Audits, as the role audit_images leaves them, one for each site. An audit may have its C(site).
      - Without reports the page is about the audits.
    type: list
    elements: dict
    default: []
  data_only:
    description: Return only C(data), for files beside the page. Counting and wording the images of a fleet takes time.
    type: bool
    default: false
  language:
    description: The language of all texts on the page, as BCP 47 names it.
    type: str
    choices: [en, zh-CN, ja]
    default: en
  script:
    description: The page's script. Its hash is part of the result, for the page's content security policy.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Show the id map of two sites
  ansible.builtin.debug:
    msg: "{{ (reports | imageops.alicloud.report_page(data_only=true)).data.image_map }}"
  vars:
    reports:
      - image_map: {cn-beijing: {m-1: m-2}}
      - image_map: {ap-southeast-1: {m-3: m-4}}

- name: Count what an audit found
  ansible.builtin.debug:
    msg: "{{ ([] | imageops.alicloud.report_page([audit])).tiles }}"
  vars:
    audit:
      images: []
      summary: {total: 0, listed: 0, verdicts: {}, encryption: {}, regions: {}}
"""

RETURN = r"""
_value:
  description:
    - C(tiles), C(todo), C(outcomes), C(verdicts), C(access), C(sites), C(rows), C(image_map), C(text) and more.
    - C(data) is one report made of all, or one audit where there are no reports. Numbers are added up, lists and
      mappings are joined, and C(sites) says of each site what cannot be joined.
  type: dict
"""


def page(
    reports: Sequence[Mapping[str, Any]],
    audits: Sequence[Mapping[str, Any]] = (),
    script: str = "",
    data_only: bool = False,
    language: str = "en",
) -> dict[str, Any]:
    """The page's values."""
    from ..module_utils._model.languages import LANGUAGES
    from ..module_utils._reports.join import join_audits, join_reports
    from ..module_utils._reports.observe_texts import texts_in
    from ..module_utils._reports.page import report_page, script_hash

    report, audit = join_reports(list(reports)), join_audits(list(audits))
    data = {"data": report or audit}
    if data_only:
        return data
    if str(language) not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise AnsibleFilterError(f"language: {str(language)!r} is no language of the page. Give {known}.")
    return {**report_page(report, audit, texts_in(str(language))), **data, "script_hash": script_hash(str(script))}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"report_page": page}
