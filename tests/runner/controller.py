# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Configure a controller with the pattern's playbook and the modules of awx.awx, and look at what it was sent."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.runner.controller_api import Controller, controller
from tests.runner.controller_jobs import own_variables
from tests.workspace import ROOT, environment

PATTERN = ROOT / "extensions" / "patterns" / "migrate_images"
OUTPUT = ROOT / "tests" / "output" / "awx_objects.json"
# The package of many collections on PyPI. This release has awx.awx 24.6.1, whose options the unit tests know.
COMMUNITY = "ansible==11.13.0"
SECRET = "a-secret-of-the-owner"


def mine_of_readme() -> dict[str, Any]:
    """The variables that the pattern's page shows, with secrets in place of those of a vault."""
    (text,) = re.findall(r"```yaml\n(images_credentials:.*?)```", (PATTERN / "README.md").read_text(), re.DOTALL)
    filled = text.replace("{{ vault_access_key_id }}", "operator-key").replace("{{ vault_access_key_secret }}", SECRET)
    found: dict[str, Any] = yaml.safe_load(filled)
    return found


MINE = mine_of_readme()


def fetch_modules(folder: Path) -> None:
    """Put the collection awx.awx below `folder`."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-q", "--no-deps", COMMUNITY]
    subprocess.run([*pip, "--dest", str(folder)], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder, [name for name in packed.namelist() if name.startswith("ansible_collections/awx/")])


def configure(folder: Path, url: str, mine_given: Mapping[str, Any]) -> tuple[int, str]:
    """Run the playbook: how many tasks changed something, and what was printed. Fails if the playbook fails."""
    mine = folder / "mine.json"
    mine.write_text(json.dumps(mine_given))
    played = subprocess.run(
        ["ansible-playbook", PATTERN / "playbooks" / "configure_controller.yml", "-i", "localhost,", "-e", f"@{mine}"],
        env=environment(ANSIBLE_COLLECTIONS_PATH=str(folder), CONTROLLER_HOST=url, CONTROLLER_OAUTH_TOKEN="a-token"),
        capture_output=True,
        text=True,
        check=False,
    )
    output = played.stdout + played.stderr
    if played.returncode:
        sys.exit(output)
    return int(re.findall(r"changed=(\d+)", played.stdout)[0]), output


def names_of(made: Controller, kind: str, numbers: list[int], name: str = "name") -> set[str]:
    return {made.objects[kind][number][name] for number in numbers}


def wrong_templates(made: Controller) -> list[str]:
    """What of the job templates is not as the pattern has it."""
    resources = json.loads((PATTERN / "meta" / "pattern.json").read_text())["aap_resources"]
    more = yaml.safe_load((PATTERN / "controller" / "job_templates.yml").read_text())
    options = more["images_template_options"]
    sent = {one["name"]: one for one in made.objects["job_templates"].values()}
    wrong = [] if sent.keys() == options.keys() else [f"the job templates are {sorted(sent)}"]
    surveyless = (*more["images_workflow_templates"], *more["images_event_templates"])
    for template in (*resources["controller_job_templates"], *surveyless):
        name = template["name"]
        url = sent[name]["url"]
        if made.surveys.get(name) != template.get("survey"):
            wrong.append(f"{name}: its survey is another one")
        if names_of(made, "credentials", made.links[f"{url}credentials/"]) != set(options[name]["credentials"]):
            wrong.append(f"{name}: its credentials are others")
        if names_of(made, "labels", made.links[f"{url}labels/"]) != set(resources["controller_labels"]):
            wrong.append(f"{name}: its labels are others")
        if sent[name]["job_slice_count"] != options[name].get("job_slice_count", 1):
            wrong.append(f"{name}: it has {sent[name]['job_slice_count']} slices")
        if not (options[name]["extra_vars"] | MINE["images_extra_vars"]).items() <= own_variables(sent[name]).items():
            wrong.append(f"{name}: its variables are others")
        for event in ("success", "error"):
            linked = made.links[f"{url}notification_templates_{event}/"]
            if names_of(made, "notification_templates", linked) != {MINE["images_notification"]["name"]}:
                wrong.append(f"{name}: nobody is notified of {event}")
    return wrong


def wrong_nodes(made: Controller) -> list[str]:
    """What of the workflows' nodes is not as the pattern has it."""
    workflows = yaml.safe_load((PATTERN / "controller" / "workflows.yml").read_text())["images_workflows"]
    sent = {one["name"]: number for number, one in made.objects["workflow_job_templates"].items()}
    if sent.keys() != {workflow["name"] for workflow in workflows}:
        return [f"the workflows are {sorted(sent)}"]
    return [wrong for workflow in workflows for wrong in wrong_nodes_of(made, workflow, sent[workflow["name"]])]


def wrong_nodes_of(made: Controller, workflow: Mapping[str, Any], number: int) -> list[str]:
    """What of the nodes of one workflow is not as the pattern has it."""
    nodes = made.objects["workflow_job_template_nodes"].values()
    sent = {one["identifier"]: one for one in nodes if one["workflow_job_template"] == number}
    templates = made.objects["job_templates"] | made.objects["workflow_approval_templates"]
    wrong = []
    for node in workflow["nodes"]:
        mine = sent.pop(node["identifier"])
        for link in ("success", "failure"):
            numbers = made.links[f"{mine['url']}{link}_nodes/"]
            if names_of(made, "workflow_job_template_nodes", numbers, "identifier") != set(node.get(link, [])):
                wrong.append(f"{node['identifier']}: what follows its {link} is something else")
        if templates[mine["unified_job_template"]]["name"] != node.get("template", node.get("approval")):
            wrong.append(f"{node['identifier']}: its template is another one")
    asked = {question["variable"] for question in made.surveys[workflow["name"]]["spec"]}
    if overridden := asked & set(workflow["handed_on"]):
        wrong.append(f"the workflow asks for {overridden}, which then win over what its nodes hand on")
    wrong = wrong + [f"{name}: nobody asked for this node" for name in sent]
    return [f"{workflow['name']}: {problem}" for problem in wrong]


def what_an_admin_sets(made: Controller) -> None:
    """Change by hand what is an administrator's: a variable, another input of a credential."""
    template = made.named("job_templates", "Images: audit")
    template["extra_vars"] = json.dumps({**own_variables(template), "images_share_quota": 100})
    made.named("credentials", "Images owner")["inputs"]["region"] = "cn-shanghai"


def forgotten(made: Controller) -> list[str]:
    """What a second run has taken away of that."""
    wrong = []
    if own_variables(made.named("job_templates", "Images: audit")).get("images_share_quota") != 100:
        wrong.append("a second run took a variable away")
    inputs = made.named("credentials", "Images owner")["inputs"]
    if (inputs.get("region"), inputs.get("access_key_secret")) != ("cn-shanghai", SECRET):
        wrong.append("a second run took an input of a credential away")
    return wrong


def shown(made: Controller) -> Mapping[str, Any]:
    """All objects as they were sent, with what hangs on them, secrets left out."""
    objects = json.loads(json.dumps(made.objects).replace(SECRET, "***"))
    return {"objects": objects, "links": made.links, "surveys": made.surveys}


def judged(folder: Path) -> tuple[list[str], Controller]:
    """What is wrong with the pattern as a controller with one account in one region sees it, and that controller."""
    with controller(["one"]) as (url, made):
        first, output = configure(folder, url, MINE)
        what_an_admin_sets(made)
        syncs = dict(made.syncs)
        again, more = configure(folder, url, MINE)
    wrong = wrong_templates(made) + wrong_nodes(made) + forgotten(made)
    if not first:
        wrong.append("the first run changed nothing")
    if again:
        wrong.append(f"the second run changed {again} things")
    if any(made.syncs[kind] <= syncs.get(kind, 0) for kind in ("projects", "inventory_sources")):
        wrong.append(f"a second run does not update again what was updated once: {syncs}, then {dict(made.syncs)}")
    if SECRET in output + more:
        wrong.append("a secret was printed")
    return wrong + [f"the controller refused {errors}" for errors in made.refusals], made


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fetch_modules(folder)
        wrong, made = judged(folder)
    for problem in wrong:
        print(f"FAILED  {problem}")
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(shown(made), indent=1))
    counts = ", ".join(f"{len(found)} {kind}" for kind, found in made.objects.items() if kind != "organizations")
    print(f"the controller was sent {counts} (all in {OUTPUT.relative_to(ROOT)})")
    print(f"controller: {'0 passed, 1' if wrong else '1 passed, 0'} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
