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
      - "Keys come from one origin and are never put together from two: the options O(access_key_id),
        O(access_key_secret) and O(security_token), or the option O(profile); else the variables
        E(ALIBABA_CLOUD_ACCESS_KEY_ID), E(ALIBABA_CLOUD_ACCESS_KEY_SECRET) and E(ALIBABA_CLOUD_SECURITY_TOKEN), or the
        older E(ALICLOUD_ACCESS_KEY), E(ALICLOUD_SECRET_KEY) and E(ALICLOUD_SECURITY_TOKEN), or
        E(ALIBABA_CLOUD_PROFILE)."
      - Two of these on the same level, and half a pair, are an error.
      - "With none of these, the first that is there of the vendor's default chain decides: OIDC, the profile in use of
        C(~/.aliyun/config.json), C(~/.alibabacloud/credentials.ini), the instance's RAM role,
        E(ALIBABA_CLOUD_CREDENTIALS_URI). If it does not work, that is an error; the next may be another account."
      - An empty value, here and in every other connection option, means "not given", and blanks around a value do not
        count.
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
      - The name of a profile in C(~/.aliyun/config.json), the file of the vendor's command line tool. It is not
        completed from the environment.
      - Modes are C(AK), C(StsToken), C(RamRoleArn), C(ChainableRamRoleArn), C(OIDC), C(EcsRamRole), C(CloudSSO),
        C(OAuth) and C(External). With an emulator only the first five.
      - Falls back to E(ALIBABA_CLOUD_PROFILE) or E(ALICLOUD_PROFILE).
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
      - The region to work in, for example V(cn-beijing). A zone is not a region.
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
      - A proxy for all calls, as V(http://<host>:<port>), with V(<user>:<password>@) before the host if need be.
        Without it E(HTTPS_PROXY) is used; the vendor's SDK does not honour E(NO_PROXY).
      - Falls back to E(ALIBABA_CLOUD_PROXY_URL).
    type: str
  ca_bundle:
    description:
      - A file of the certificates to trust, in PEM form, or a directory of them made by C(c_rehash). Needed where a
        proxy inspects TLS and so signs with an authority of its own.
      - Falls back to E(ALIBABA_CLOUD_CA_BUNDLE), E(REQUESTS_CA_BUNDLE) or E(SSL_CERT_FILE).
    type: path
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
      - The number of tries of a call when the service is busy, throttles or does not answer. Default is V(8).
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
        every task warns of it and results carry RV(ignore:emulator=true). Scheme, host and port, and nothing else.
      - Falls back to E(ALIBABA_CLOUD_EMULATOR_URL).
    type: str
  emulator_allow_remote:
    description:
      - Allow an emulator on another machine.
      - Falls back to E(ALIBABA_CLOUD_EMULATOR_ALLOW_REMOTE), and is V(false) without it.
    type: bool
notes:
  - A failed task returns C(error) with C(code), C(request_id) and C(action), so that playbooks need not parse prose.
    C(code) is the service's own where it answered, with the HTTP C(status); V(InvalidInput) comes with C(option), the
    option or variable that is wrong.
  - Every result holds C(api_calls), a dictionary of the actions that were called and how many requests of each were
    sent, repeated ones included. C(ansible-playbook -v) shows it first.
  - If something was changed, C(request_ids) has the ids of the requests that did it, by action.
  - After a call, every result holds C(credentials), which says where the keys came from (options, variables, or which
    profile of which file) and which role was assumed with them. It holds no key.
  - A module that gets no answer from a region asks C(DescribeRegions) once, to say so if there is no such region.
  - With O(emulator_url) every result holds C(emulator=true).
"""
