# The two commands that matter: `make report` shows it work, `make test` checks it.

PYTHON ?= python3
BIN = .venv/bin
SAMPLE = YEAREND_DEPLOYMENTS=deployments/sample $(BIN)/yearend run fresno-ca 2023 --replay deployments/sample/captures.warc.gz

.PHONY: help install report test check e2e fuzz docs format lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/installed ## Install into .venv what the lock names, and yearend

report: .venv/installed ## Run the sample: Fresno's 2023 as known on 29 December 2023 and as known now
	@$(SAMPLE) --known-at 2023-12-29
	@$(SAMPLE)

test: .venv/installed ## Run the tests: offline, no root, under two minutes
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal

check: .venv/installed ## Format, lint, types, generated files current
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_generated.py

e2e: .venv/installed ## Whole runs, Prefect, the wheel, a browser, a mail server: installs what it needs
	@$(BIN)/python -m pytest -q -m e2e -n 2 --dist loadfile

fuzz: .venv/installed ## 200,000 made-up pages and texts; minutes
	@FUZZ_EXAMPLES=67000 $(BIN)/python -m pytest -q tests/fuzz tests/figures/test_needles.py

docs: .venv/installed ## Write the generated files anew: sql/README.md, deployments/env.example
	@$(BIN)/python -m pipeline.dictionary sql/README.md
	@$(BIN)/python -m pipeline.settings deployments/env.example

format: .venv/installed ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: ## Write requirements.lock anew; needs uv
	uv pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 --extra dev --extra pdf --extra dask pyproject.toml -o requirements.lock

clean: ## Remove what can be made again; the archive and the ledger under var/ stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .e2e dist

# The stamp is newer than what it was made from: run again, nothing is installed.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("yearend needs Python 3.11 or later; this is " + sys.version.split()[0] + ": make PYTHON=python3.12 …") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv is missing: apt-get install python$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" >&2; exit 1; }
	@echo "install    into .venv, from requirements.lock"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@# As constraints too: Debian 12's pip takes a pin for "sqlalchemy" as none for Prefect's "sqlalchemy[asyncio]", and would want the newest.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -c requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
