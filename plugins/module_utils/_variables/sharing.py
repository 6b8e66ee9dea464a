# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables about consumers, safety and reports."""

from __future__ import annotations

from .._model.languages import ENGLISH, LANGUAGES
from .._model.share import SHARE_QUOTA
from .baseline import CHANGES
from .variable import (
    ADOPT,
    AUDIT,
    CALIBRATE,
    CHOOSING,
    DEMO,
    GUARD,
    HANDLE_IMAGE,
    HANDLE_SHARE,
    LOOKING,
    MIGRATE,
    PLAN,
    REHEARSE,
    REPOINT,
    RETIRE,
    ROLLBACK,
    SHARE,
    SHARING,
    VERIFY,
    Group,
    Kind,
    Variable,
)

# What a run fails on: verdicts of images, and findings of an audit.
VERDICTS = ("shareable", "needs_copy", "replaced", "shareable_in_parts", "blocked", "unknown")
FAIL_ON = (*VERDICTS, "shared_outside", "uncovered", *CHANGES)
PROVING = (MIGRATE, SHARE, VERIFY, REHEARSE)

CONSUMERS = (
    Variable(
        name="images_share_accounts",
        kind=Kind.ACCOUNTS,
        group=Group.CONSUMERS,
        sentence="Share with these accounts. An audit and a verification compare with them.",
        playbooks=(AUDIT, *SHARING, VERIFY),
        default=[],
    ),
    Variable(
        name="images_share_from_source",
        kind=Kind.BOOL,
        group=Group.CONSUMERS,
        sentence="Share each copy with the accounts that its source is shared with.",
        playbooks=SHARING,
        default=False,
    ),
    Variable(
        name="images_unshare_sources",
        kind=Kind.BOOL,
        group=Group.CONSUMERS,
        sentence="With images_share_from_source, take a source from accounts that have its copy in the region.",
        playbooks=SHARING,
        default=False,
    ),
    Variable(
        name="images_share_prepare",
        kind=Kind.BOOL,
        group=Group.CONSUMERS,
        sentence="Make the missing RAM role and its trust entries. If false, a missing one is an error.",
        playbooks=SHARING,
        default=True,
    ),
    Variable(
        name="images_share_quota",
        kind=Kind.INT,
        group=Group.CONSUMERS,
        sentence="The number of accounts that one image can be shared with.",
        playbooks=(AUDIT, *SHARING),
        default=SHARE_QUOTA,
        minimum=1,
        maximum=100000,
    ),
    Variable(
        name="images_consumer_role_arns",
        kind=Kind.ROLES,
        group=Group.CONSUMERS,
        sentence="Verify with this role in each consumer's account. Default is IMAGES_CONSUMER_ROLE_ARNS.",
        playbooks=(*PROVING, RETIRE),
        default={},
        environment="IMAGES_CONSUMER_ROLE_ARNS",
    ),
    Variable(
        name="images_consumer_profiles",
        kind=Kind.BY_ACCOUNT,
        group=Group.CONSUMERS,
        sentence="Verify with this profile of the aliyun CLI, in place of a role or to assume it with.",
        playbooks=(*PROVING, RETIRE),
        default={},
    ),
    Variable(
        name="images_consumer_launch",
        kind=Kind.INSTANCES,
        group=Group.CONSUMERS,
        sentence="Try an instance (`instance_type`, `vswitch_id`, ...) as a dry run, or with `start: true` for real.",
        playbooks=PROVING,
        default={},
    ),
    Variable(
        name="images_must_prove",
        kind=Kind.BOOL,
        group=Group.CONSUMERS,
        sentence="Fail if an image's access is not proven for an account that was asked for.",
        playbooks=PROVING,
        default=False,
    ),
)

SAFETY = (
    Variable(
        name="images_allowed_accounts",
        kind=Kind.ACCOUNTS,
        group=Group.SAFETY,
        sentence="Give access to no other accounts, whatever else is asked for.",
        playbooks=(AUDIT, *SHARING, HANDLE_SHARE),
        default=[],
    ),
    Variable(
        name="images_share_unencrypted",
        kind=Kind.BOOL,
        group=Group.SAFETY,
        sentence="Share unencrypted images, too.",
        playbooks=SHARING,
        default=False,
    ),
    Variable(
        name="images_plan",
        kind=Kind.PATH,
        group=Group.SAFETY,
        sentence="The plan file that plan_images writes. migrate_images applies exactly that plan.",
        playbooks=(PLAN, MIGRATE),
        elsewhere="refuse",
    ),
    Variable(
        name="images_plan_digest",
        kind=Kind.TEXT,
        group=Group.SAFETY,
        sentence="Fail if the plan has another digest than this.",
        playbooks=(MIGRATE,),
        elsewhere="refuse",
    ),
    Variable(
        name="images_approved_digest",
        kind=Kind.MAPPING,
        group=Group.SAFETY,
        sentence="For each site the digest that a run in check mode ended with. Fail if anything else would be done.",
        playbooks=(MIGRATE,),
        default={},
    ),
    Variable(
        name="images_fail_on",
        kind=Kind.LIST,
        group=Group.SAFETY,
        sentence="Fail on these verdicts and findings, before anything is written; `replaced`: has a shared copy.",
        playbooks=LOOKING,
        default=[],
        choices=FAIL_ON,
        elsewhere="refuse",
    ),
    Variable(
        name="images_own_variables",
        kind=Kind.LIST,
        group=Group.SAFETY,
        sentence="Names of your own variables that begin like one of the playbooks'. Others are refused.",
        default=[],
    ),
    Variable(
        name="rollback_confirm",
        kind=Kind.BOOL,
        group=Group.SAFETY,
        sentence="Undo the run. Without it, rollback_images only lists what would be undone.",
        playbooks=(ROLLBACK,),
        default=False,
    ),
    Variable(
        name="rollback_report",
        kind=Kind.PATH,
        group=Group.SAFETY,
        sentence="The record of the run, its `report.json`, if it is not in images_report_dir.",
        playbooks=(ROLLBACK,),
    ),
)

REPORT = (
    Variable(
        name="images_run",
        kind=Kind.RUN,
        group=Group.REPORT,
        sentence="The name of the run. Default is the AWX job, else the start time. rollback_images undoes that run.",
        playbooks=(*CHOOSING, REPOINT, RETIRE, GUARD, ROLLBACK, CALIBRATE),
    ),
    Variable(
        name="images_report_dir",
        kind=Kind.PATH,
        group=Group.REPORT,
        sentence="Write the record of each run to this existing directory. rollback_images reads it there.",
        playbooks=(*CHOOSING, REPOINT, RETIRE, GUARD, ROLLBACK, DEMO),
        defaults={DEMO: "imageops-demo"},
    ),
    Variable(
        name="images_report_language",
        kind=Kind.TEXT,
        group=Group.REPORT,
        sentence="The language of the report page. The terminal and the other files of the record are in English.",
        playbooks=(*LOOKING, DEMO),
        default=ENGLISH,
        choices=LANGUAGES,
    ),
    Variable(
        name="images_pass_seconds",
        kind=Kind.INT,
        group=Group.REPORT,
        sentence="The seconds between two lines of progress. 0 lets the run decide: 60 to 240.",
        playbooks=(MIGRATE, ADOPT, REHEARSE, ROLLBACK, HANDLE_IMAGE),
        default=0,
        defaults={REHEARSE: 10, ROLLBACK: 60},
        maximum=86400,
    ),
    Variable(
        name="images_encryption_defaults",
        kind=Kind.BOOL,
        group=Group.REPORT,
        sentence="Report how each region encrypts new disks.",
        playbooks=(AUDIT,),
        default=False,
    ),
    Variable(
        name="images_coverage_families",
        kind=Kind.LIST,
        group=Group.REPORT,
        sentence="Report the regions that have instances and lack an image of one of these families.",
        playbooks=(AUDIT,),
        default=[],
    ),
)
