# Career Agent. `make` alone lists what can be done; `make run` is all a new machine needs.

DISTRIBUTIONS := shared gateway auth-service profile-service job-service match-service generation-service insights-service deploy
CHECKED := $(DISTRIBUTIONS) tests benchmarks

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --no-input

# Three at once keep two cores busy: tests wait for servers much of the time.
TEST_PROCESSES ?= 3

LOCK := --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --no-header

# The product and its tests start processes by the hundred: each would compile all sources anew without this.
export PYTHONDONTWRITEBYTECODE :=

# Stamps live in the virtual environment, so that they go with it.
VENV_MADE := $(VENV)/pyvenv.cfg
RUN_READY := $(VENV)/ready-to-run
DEV_READY := $(VENV)/ready-to-test
PROJECTS := $(DISTRIBUTIONS:%=%/pyproject.toml)

# A virtual environment names the folder it was made in: one that was moved is made anew.
ifneq ($(wildcard $(VENV)/made-in),)
ifneq ($(shell cat $(VENV)/made-in),$(CURDIR))
$(shell rm -rf $(VENV))
endif
endif

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(RUN_READY) ## Set everything up and start the product at http://localhost:8000
	@$(PYTHON) -m career_agent run

.PHONY: stack
stack: $(RUN_READY) ## Start every service as its own process on PostgreSQL, RabbitMQ and Redis (MATCH_WORKERS=4 …)
	@$(PYTHON) -m shared.testing.servers.installation
	@$(PYTHON) -m career_agent.stack up

.PHONY: stack-down
stack-down: $(RUN_READY) ## Stop exactly what `make stack` started
	@$(PYTHON) -m career_agent.stack down

.PHONY: demo
demo: $(RUN_READY) ## Show the way from a CV to a letter (CV=software, nurse, accountant or a file)
	@$(PYTHON) -m career_agent.demo $(if $(CV),--cv "$(CV)")

.PHONY: setup
setup: $(DEV_READY) ## Install everything that running, testing and checking need
	@echo "Everything is installed."

.PHONY: compiled
compiled: $(RUN_READY)
	@$(PYTHON) -m match_service.warm

.PHONY: test
test: $(DEV_READY) compiled ## Run every test, on real PostgreSQL, RabbitMQ and Redis
	@$(PYTHON) -m shared.testing.servers.installation
	@$(PYTHON) -m pytest --cache-clear --numprocesses $(TEST_PROCESSES) --dist loadgroup

.PHONY: lint
lint: $(DEV_READY) ## Check style and format
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

.PHONY: types
types: $(DEV_READY) ## Check types
	@failed=; for folder in $(wildcard $(CHECKED)); do \
		find $$folder -name '*.py' | grep -q . || continue; \
		$(PYTHON) -m mypy $$folder || failed=yes; \
	done; test -z "$$failed"

.PHONY: architecture
architecture: $(DEV_READY) ## Check who imports whom
	@$(VENV)/bin/lint-imports

.PHONY: documents
documents: $(DEV_READY) ## Check that the generated documents say what the code says
	@$(PYTHON) -m career_agent.documents --check

.PHONY: api-coverage
api-coverage: $(DEV_READY) ## Write docs/api-coverage.md of what the last `make test` saw
	@$(PYTHON) -m career_agent.coverage --write

.PHONY: security
security: $(DEV_READY) ## Look for what attackers look for
	@$(PYTHON) -m bandit --quiet --configfile pyproject.toml --severity-level medium --recursive $(DISTRIBUTIONS) \
		2> $(VENV)/bandit.log || { cat $(VENV)/bandit.log; exit 1; }

.PHONY: check
check: $(DEV_READY) ## Everything that must hold before a change is taken
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target types lint architecture documents security compiled
	@$(MAKE) --no-print-directory test
	@$(PYTHON) -m career_agent.coverage --check

.PHONY: faults
faults: $(DEV_READY) ## Kill, freeze and cut off everything under load, and keep the figures in docs/faults.md
	@$(PYTHON) -m shared.testing.servers.installation
	@$(PYTHON) -m tests.faults $(if $(ONLY),--only $(ONLY)) $(if $(NUMBERS),--numbers $(NUMBERS)) $(if $(SEED),--seed $(SEED))

.PHONY: bench
bench: $(DEV_READY) ## Measure speed, size and rightness, and keep the figures in docs/benchmarks.md
	@$(PYTHON) -m benchmarks

.PHONY: docs
docs: $(DEV_READY) ## Write the documents that are made from the code
	@$(PYTHON) -m career_agent.documents --write

.PHONY: migrate
migrate: $(RUN_READY) ## Bring every schema in the PostgreSQL of DATABASE_URL up to date
	@$(PYTHON) -m career_agent migrate

.PHONY: revision
revision: $(DEV_READY) ## Write a migration: make revision SERVICE=auth MESSAGE="keep refresh tokens"
	@test -n "$(SERVICE)" -a -n "$(MESSAGE)" || { echo 'Say which and why: make revision SERVICE=auth MESSAGE="…"'; exit 1; }
	@$(PYTHON) -m shared.testing.servers $(PYTHON) -m shared.database.revise "$(SERVICE)" "$(MESSAGE)"

.PHONY: lock
lock: $(DEV_READY) ## Pin every dependency of requirements/*.in anew, with hashes
	@$(PYTHON) -m uv pip compile $(LOCK) --upgrade --output-file requirements/dev.txt requirements/dev.in
	@$(PYTHON) -m uv pip compile $(LOCK) --constraint requirements/dev.txt --output-file requirements/run.txt requirements/run.in

$(VENV_MADE):
	@for python in python3.11 python3 python3.12 python3.13 python3.14; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Python 3.11 or newer is needed and not on the PATH: install it and try again."; exit 1; fi; \
	echo "Making a virtual environment in $(VENV) with $$($$found --version) …"; \
	$$found -m venv $(VENV) > $(VENV).log 2>&1 && rm -f $(VENV).log || { \
		rm -rf $(VENV); echo "A virtual environment could not be made: $(VENV).log says why."; exit 1; }
	@pwd > $(VENV)/made-in

$(RUN_READY): $(VENV_MADE) requirements/run.txt $(PROJECTS)
	@echo "Installing what the product needs; the first time this takes a minute or two …"
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation $(DISTRIBUTIONS:%=--editable ./%)
	@touch $@

$(DEV_READY): $(RUN_READY) requirements/dev.txt
	@echo "Installing what tests and checks need …"
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@
