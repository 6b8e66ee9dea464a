# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about a run of the modelled template, and from where."""

from __future__ import annotations

from ...actions.declare import Note

START_NOTES = (
    Note(
        "the public template ACS-ECS-BulkyEncryptSystemDisk only; own templates are not run",
        "design of the emulator",
    ),
    Note("parameters, tasks, calls, waits and outputs of the template and of the actions it is made of", "OOS-GH"),
    Note("the snapshot is taken of a Running instance too, and no task looks whether it was", "OOS-GH"),
    Note("a disk that is encrypted, under whatever key, ends the instance's part with Success", "OOS-GH"),
    Note(
        "what follows replaceSystemDisk is done when it has failed, too, and the execution succeeds",
        "OOS-GH; status: assumed",
    ),
    Note("both images are deleted with Force, the first snapshot is deleted, the copy's snapshot stays", "OOS-GH"),
    Note("a stopped instance is started at the end; one whose replacement failed stays in that state", "OOS-GH"),
    Note("a copy that fails is waited for, a day long", "OOS-GH"),
    Note("systemDiskEncryptedInstances names the instances whose disk was encrypted before", "OOS-GH"),
    Note("an instance that does not exist is left out, and the execution succeeds without it", "assumed"),
    Note("targets: ResourceIds, Tags or All", "page of ListExecutions, OOS-GH; Tags and All: assumed"),
    Note(
        "waits: the pause doubles from 2 seconds on, 10 retries and 1,800 seconds unless said otherwise",
        "OOS page ACS::WaitFor",
    ),
    Note("calls take no time of their own", "assumed"),
    Note(
        "rateControl: Concurrency and MaxErrors as numbers or percentages; Mode Batch is not modelled; 1,000 items",
        "OOS page Loop",
    ),
    Note(
        "after more than MaxErrors failures no item begins, those that run go on, and the execution fails",
        "OOS page Loop; that they go on: assumed",
    ),
    Note("Started for start_execution_seconds of the clock, then Running", "assumed"),
    Note("SafetyCheck: the default is a setting", "OOS-SDK and its page differ"),
    Note(
        "what waits for approval: StopInstance, ReplaceSystemDisk, DeleteImage and DeleteSnapshot",
        "that it waits: OOS-SDK; which: assumed",
    ),
    Note("SafetyCheck=Skip counts with Mode=Automatic only", "OOS-SDK"),
    Note("Mode FailurePause waits after a failed task; Debug is not modelled", "OOS-SDK"),
    Note("LoopMode: Automatic; others concern Mode Batch, and are not modelled", "OOS-SDK"),
    Note(
        "without OOSAssumeRole its calls have the permissions of who started it, read at each call",
        "OOS page on its permissions; each call: assumed",
    ),
    Note(
        "with it those of the role, which must exist and trust oos.aliyuncs.com, else the execution fails at once",
        "OOS page on its permissions; when and text: assumed",
    ),
    Note("with it the caller needs ram:PassRole on the role", "assumed"),
    Note(
        "its calls are not in the log of requests, and planned errors do not meet them: see fail_task",
        "design of the emulator",
    ),
    Note("code EntityNotExists.Template", "third-party code; status: assumed"),
    Note("wrong parameters of the template: InvalidParameter; 20 tags at most", "assumed; the number: OOS page"),
    Note("RegionId must belong to the endpoint; RAM: all executions of the region", "assumed; RAM: OOS page"),
)
