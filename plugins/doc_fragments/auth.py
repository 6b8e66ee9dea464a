# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The connection options, shared by every module, action and inventory plugin of this collection."""

from __future__ import annotations


class ModuleDocFragment:
    """Twin of the table in `module_utils/_client/connection.py`."""

    DOCUMENTATION = r"""
options:
  access_key_id:
    description:
      - The AccessKey ID of the account, RAM user or STS session.
      - If neither this nor O(profile) is given, E(ALIBABA_CLOUD_ACCESS_KEY_ID) or E(ALICLOUD_ACCESS_KEY) is used,
        and without those the vendor's default credential chain decides
        (OIDC, C(~/.aliyun/config.json), C(~/.alibabacloud/credentials.ini), the instance's RAM role).
      - An empty value, here and in every other connection option, means "not given".
    type: str
    aliases: [alicloud_access_key]
  access_key_secret:
    description:
      - The AccessKey secret that belongs to O(access_key_id).
      - Falls back to E(ALIBABA_CLOUD_ACCESS_KEY_SECRET) or E(ALICLOUD_SECRET_KEY).
    type: str
    aliases: [alicloud_secret_key]
  security_token:
    description:
      - The STS token that belongs to O(access_key_id), if that is a temporary one.
      - Falls back to E(ALIBABA_CLOUD_SECURITY_TOKEN) or E(ALICLOUD_SECURITY_TOKEN).
    type: str
    aliases: [alicloud_security_token]
  profile:
    description:
      - The name of a profile in C(~/.aliyun/config.json), the file of the vendor's command line tool.
      - It wins over keys from the environment. Falls back to E(ALIBABA_CLOUD_PROFILE) or E(ALICLOUD_PROFILE).
    type: str
    aliases: [alicloud_profile]
  assume_role_arn:
    description:
      - The ARN of a RAM role to assume with the credentials above, as V(acs:ram::<account id>:role/<name>).
      - The session renews itself during long waits.
      - Falls back to E(ALIBABA_CLOUD_ASSUME_ROLE_ARN) or E(ALICLOUD_ASSUME_ROLE_ARN).
    type: str
    aliases: [alicloud_assume_role_arn]
  assume_role_session_name:
    description:
      - The name of the role's session, as audit logs show it. Default is V(imageops-alicloud).
      - Falls back to E(ALIBABA_CLOUD_ASSUME_ROLE_SESSION_NAME) or E(ALICLOUD_ASSUME_ROLE_SESSION_NAME).
    type: str
    aliases: [alicloud_assume_role_session_name]
  assume_role_external_id:
    description:
      - The external id that the role's trust policy asks for.
      - Falls back to E(ALIBABA_CLOUD_ASSUME_ROLE_EXTERNAL_ID).
    type: str
  region:
    description:
      - The region to work in, for example V(cn-beijing).
      - Falls back to E(ALIBABA_CLOUD_REGION_ID), E(ALICLOUD_REGION) or E(ALICLOUD_REGION_ID).
    type: str
    aliases: [alicloud_region]
  vpc_endpoints:
    description:
      - Reach ECS, KMS and STS inside the region's VPC network instead of through the internet. RAM has no
        such endpoint.
      - Falls back to E(ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED), and is V(false) without it.
    type: bool
  proxy_url:
    description:
      - An HTTP proxy for all calls. Without it E(HTTPS_PROXY) is used; the vendor's SDK does not honour E(NO_PROXY).
      - Falls back to E(ALIBABA_CLOUD_PROXY_URL).
    type: str
  connect_timeout:
    description:
      - The seconds to wait for a connection. Default is V(5).
      - Falls back to E(ALIBABA_CLOUD_CONNECT_TIMEOUT).
    type: int
  read_timeout:
    description:
      - The seconds to wait for an answer. Default is V(30).
      - Falls back to E(ALIBABA_CLOUD_READ_TIMEOUT).
    type: int
  max_attempts:
    description:
      - How often a call is tried when the service is busy, throttles or does not answer. Default is V(8).
      - Falls back to E(ALIBABA_CLOUD_MAX_ATTEMPTS).
    type: int
  concurrency:
    description:
      - How many calls run side by side. Default is V(8).
      - Falls back to E(ALIBABA_CLOUD_CONCURRENCY).
    type: int
  emulator_url:
    description:
      - The address of this collection's emulator, as V(http://127.0.0.1:<port>). Nothing real is then reached,
        every task warns of it and results carry RV(ignore:emulator=true).
      - Falls back to E(ALIBABA_CLOUD_EMULATOR_URL).
    type: str
  emulator_allow_remote:
    description:
      - Allow an emulator on another machine.
      - Falls back to E(ALIBABA_CLOUD_EMULATOR_ALLOW_REMOTE), and is V(false) without it.
    type: bool
notes:
  - A failed task returns C(error) with C(code), C(request_id) and C(action), so that nobody has to read prose.
    C(code) is the service's own where it answered; V(InvalidInput) comes with C(option), the option that is wrong.
  - Every result holds C(api_calls), a dictionary of the actions that were called and how many requests of each were
    sent, repeated ones included. C(ansible-playbook -v) shows it first.
  - If something was changed, C(request_ids) has the ids of the requests that did it, by action.
  - With O(emulator_url) every result holds C(emulator=true).
requirements:
  - python >= 3.11
  - alibabacloud-credentials
  - alibabacloud-tea-openapi
  - alibabacloud-ecs20140526
  - alibabacloud-kms20160120
  - alibabacloud-ram20150501
  - alibabacloud-sts20150401
"""
