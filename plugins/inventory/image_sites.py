# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One host for each account and region."""

from __future__ import annotations

DOCUMENTATION = r"""
name: image_sites
short_description: Make a host for each account and region whose images are managed
version_added: 1.0.0
description:
  - Makes a host for each account and region, named C(<account>.<region>), with the connection as the variables that the
    playbooks of this collection read (C(images_region), C(images_profile), C(images_assume_role_arn) and so on) and
    with C(ansible_connection=local).
  - Accounts are listed one by one in O(accounts), or are members of a resource directory with O(directory), or both.
  - With regions listed and without O(directory) nothing is called. Otherwise calls run side by side, O(concurrency) at
    once.
  - "Every site has the variables C(image_site_account) (the first part of its name), C(image_site_account_id),
    C(image_site_account_name), C(image_site_region), C(image_site_folder) (names from below the root with slashes) and
    C(image_site_tags), for O(compose), O(groups) and O(keyed_groups)."
  - "Every site is in the group C(image_sites) and in C(account_<account>), C(region_<region>), and C(folder_<path>) for
    its folder and for every folder above it. Characters that a group's name must not have become C(_)."
  - The file's name has to end with C(image_sites.yml) or C(image_sites.yaml).
  - Keys are not written to host variables, nor to the cache, and neither is a proxy's address that holds a password.
    O(access_key_id) and its kin serve the calls of this plugin only; playbooks take theirs from the environment, a
    profile, or variables such as C(images_access_key_secret) in a vault. Better give profiles, or roles to assume.
  - "Calls and the permissions they need: C(ecs:DescribeRegions) where regions are V(all) or V(with_images),
    C(ecs:DescribeImages) for V(with_images); and in the account that manages the directory
    C(resourcemanager:ListFoldersForParent) with C(resourcemanager:ListAccounts), or with
    C(resourcemanager:ListAccountsForParent) if O(directory_folders) is given."
author:
  - imageops.alicloud contributors (@imageops)
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.resourcemanager
  - constructed
  - inventory_cache
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [imageops.alicloud.image_sites]
  accounts:
    description:
      - The accounts. One that gives neither O(accounts[].profile) nor O(accounts[].assume_role_arn) is reached with the
        connection of the inventory itself. A text is taken as O(accounts[].assume_role_arn).
    type: list
    elements: raw
    default: []
    suboptions:
      id:
        description: The account's id. That of O(accounts[].assume_role_arn) need not be given.
        type: str
      name:
        description: A name for the account. Without it sites are named after the id, or after the profile.
        type: str
      profile:
        description: The profile to use for it.
        type: str
      assume_role_arn:
        description: The role to assume in it, with the credentials of O(accounts[].profile), or of the inventory.
        type: str
      assume_role_session_name:
        description: The name of the role's session.
        type: str
      assume_role_external_id:
        description: The external id that the role asks for.
        type: str
      regions:
        description: Its regions, where they are others than O(regions).
        type: list
        elements: str
  regions:
    description:
      - The regions of every account, as ids.
      - V(all) stands for those that the account may use, V(with_images) for those of them that hold images of its own.
      - Default is O(region).
    type: list
    elements: str
    default: []
  directory:
    description:
      - Add the members of the resource directory. The credentials must belong to its management account or to a
        delegated administrator.
      - Members that are still on their way in are left out. The management account is none of the members; list it in
        O(accounts).
      - An account that is in O(accounts) as well is taken from there.
    type: bool
    default: false
  directory_folders:
    description:
      - Only members in these folders and in those below, by id, name or path (V(Production/Shops)).
    type: list
    elements: str
    default: []
  directory_tags:
    description:
      - Only members with all these tags. An empty value stands for any.
    type: dict
    default: {}
  directory_role_arn:
    description:
      - The role to assume in each member, with V({account}) in place of the account's id.
      - It is assumed with O(profile) or the keys, not with O(assume_role_arn).
      - Required with O(directory).
    type: str
  directory_external_id:
    description:
      - The external id that this role asks for.
    type: str
  name_by:
    description:
      - Name sites after the accounts' names or ids. Other characters than a host's name takes become C(-).
      - Accounts that would get one name have their ids added.
    type: str
    choices: [name, id]
    default: name
  check_access:
    description:
      - Prove with a call that each account can be reached, also where regions are listed.
    type: bool
    default: false
  on_unreachable_site:
    description:
      - What to do about accounts and regions that cannot be reached. V(warn) leaves them out and says so, V(skip)
        leaves them out and says so only with C(-vv), V(fail) fails the inventory after all have been tried, naming
        each.
      - Ansible itself goes on without an inventory that failed, unless E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) is
        set.
    type: str
    choices: [warn, skip, fail]
    default: warn
"""

EXAMPLES = r"""
# prod.image_sites.yml: two accounts in two regions; nothing is called.
plugin: imageops.alicloud.image_sites
regions: [cn-beijing, ap-southeast-1]
accounts:
  - name: images-prod
    profile: images-prod
  - acs:ram::2000000000000002:role/image-operator
# ---
# # all.image_sites.yml: wherever a role's account has images, with an external id.
# plugin: imageops.alicloud.image_sites
# regions: with_images
# accounts:
#   - name: shop
#     assume_role_arn: acs:ram::2000000000000002:role/image-operator
#     assume_role_external_id: "{{ lookup('ansible.builtin.env', 'SHOP_EXTERNAL_ID') }}"
# on_unreachable_site: fail
# ---
# # directory.image_sites.yml: members of two folders of the resource directory with a tag; cached, grouped by team.
# plugin: imageops.alicloud.image_sites
# directory: true
# directory_folders: [Production, Test/Shops]
# directory_tags:
#   images: managed
# directory_role_arn: acs:ram::{account}:role/image-operator
# regions: [cn-beijing, cn-shanghai]
# keyed_groups:
#   - key: image_site_tags.team
#     prefix: team
# compose:
#   images_kms_key_id: "'alias/image-share'"
# cache: true
# cache_plugin: ansible.builtin.jsonfile
# cache_connection: /tmp/image_sites
"""

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._client.connection import CONNECTION_SPEC, Connection
from ..module_utils._core.remedies import sentence
from ..module_utils._model.errors import ImageopsError
from ..module_utils._model.site import SiteAccount, SiteHost, Unreachable
from ..module_utils._sites.observe import Findings, search_sites
from ..module_utils._sites.request import SiteRequest, check_names, read_request
from ..module_utils._sites.sites import connection_of, group_names, host_variables, public_options
from ..plugin_utils._trust import plain, trust

INTERPRETER = trust("{{ ansible_playbook_python }}")


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """The inventory plugin."""

    NAME = "imageops.alicloud.image_sites"

    def verify_file(self, path: str) -> bool:
        """Whether the file is one for this plugin."""
        return bool(super().verify_file(path)) and path.endswith(("image_sites.yml", "image_sites.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Fill the inventory. Raises AnsibleParserError."""
        super().parse(inventory, loader, path)
        config = self._read_config_data(path)
        try:
            check_names(config, self.option_definitions)
            options = {name: self._template(self.get_option(name)) for name in self.option_definitions}
            given = {name: options[name] for name in CONNECTION_SPEC if options[name] not in (None, "")}
            connection = Connection.from_params(given)
            request = read_request(options, connection.region)
            findings = self._findings(request, given, connection, path, cache)
        except ImageopsError as error:
            raise AnsibleParserError(f"image_sites: {sentence(error)}") from None
        if connection.emulator_url:
            self.display.warning(connection.emulator_warning)
        self._report(findings.problems)
        for site in findings.sites(request):
            self._add(site, public_options(given))

    def _template(self, value: Any) -> Any:
        return self.templar.template(value) if isinstance(value, str | list | dict) else value

    def _findings(
        self, request: SiteRequest, given: Mapping[str, Any], connection: Connection, path: str, cache: bool
    ) -> Findings:
        """From the cache, if it holds an answer to just this request, or from the cloud."""
        caching = self.get_option("cache") and request.needs_calls
        key = self.get_cache_key(path)
        if caching and cache:
            found = Findings.from_cache(self._cache.get(key), request)
            if found is not None:
                return found

        def connect(account: SiteAccount) -> Connection:
            return Connection.from_params(connection_of(account, given))

        found = search_sites(connection, connect, request)
        if caching and not (found.problems and self.get_option("on_unreachable_site") == "fail"):
            self._cache[key] = found.to_cache(request)
        return found

    def _report(self, problems: list[Unreachable]) -> None:
        if problems and self.get_option("on_unreachable_site") == "fail":
            raise AnsibleParserError("image_sites: " + "; ".join(str(problem) for problem in problems))
        for problem in problems:
            if self.get_option("on_unreachable_site") == "warn":
                self.display.warning(f"image_sites: left out {problem}")
            else:
                self.display.vv(f"image_sites: left out {problem}")

    def _add(self, site: SiteHost, shared: Mapping[str, Any]) -> None:
        host = site.host
        self.inventory.add_host(host)
        for group in group_names(site):
            self.inventory.add_group(group)
            self.inventory.add_child(group, host)
        self.inventory.set_variable(host, "ansible_python_interpreter", INTERPRETER)
        for name, value in {"ansible_connection": "local", **host_variables(site, shared)}.items():
            self.inventory.set_variable(host, name, plain(value))
        strict = self.get_option("strict")
        if self.get_option("compose"):
            self._set_composite_vars(self.get_option("compose"), self._variables(host), host, strict=strict)
        if self.get_option("groups"):
            self._add_host_to_composed_groups(self.get_option("groups"), self._variables(host), host, strict=strict)
        if self.get_option("keyed_groups"):
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), self._variables(host), host, strict=strict)

    def _variables(self, host: str) -> dict[str, Any]:
        return dict(self.inventory.get_host(host).get_vars())
