# sotong: `make demo` shows it, `make test` tests it, `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/sh
# The system's own Python, if it will do: distributions compile theirs by the profiles of real programs
# (docs/decisions/0039-the-systems-python.md). Else the first on the path; `PYTHON=... make ...` names another.
WILL_DO = -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
PYTHON ?= $(shell /usr/bin/python3 $(WILL_DO) && echo /usr/bin/python3 || echo python3)
BIN := .venv/bin
READY := .work/ready
WORKERS ?= 3
PORT ?= 8000
CODE := sotong tests migrations tools wsgi.py hatch_build.py

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/pyvenv.cfg:
	@echo "[1/3] Python environment in .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "sotong needs Python 3.11 or newer (PYTHON=... make ...)"; exit 2; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "python3 has no venv here; on Debian: apt install python3-venv"; exit 2; }

$(READY): .venv/pyvenv.cfg requirements/dev.lock pyproject.toml hatch_build.py assets/package-lock.json
	@echo "[2/3] Locked dependencies (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@echo "[3/3] sotong itself, with its stylesheets, fonts and translations"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q sotong migrations
	@mkdir -p .work && touch $@

.PHONY: setup
setup: $(READY) ## Set everything up, and nothing more
	@$(BIN)/python hatch_build.py

.PHONY: demo
demo: setup ## Set up and serve the demo city (what was done in it is kept)
	@$(BIN)/sotong demo --port $(PORT)

.PHONY: demo-reset
demo-reset: setup ## Start the demo city over
	@$(BIN)/sotong demo --port $(PORT) --reset

.PHONY: test
test: setup ## Set up and run all tests, on SQLite, PostgreSQL and Chromium
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.PHONY: check
check: format-check lint types contracts templates test ## All that must be green before a change lands

.PHONY: format
format: setup ## Format code and templates
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/djlint templates --reformat --quiet

.PHONY: format-check lint types contracts templates
format-check: setup ## Is the code formatted?
	@$(BIN)/ruff format --check $(CODE)
lint: setup ## Lint
	@$(BIN)/ruff check $(CODE)
types: setup ## Types, strictly
	@$(BIN)/mypy
contracts: setup ## Do imports keep to the house's plan?
	@$(BIN)/lint-imports
templates: setup ## Lint the templates
	@$(BIN)/djlint templates --lint --quiet

.PHONY: messages
messages: setup ## Collect the texts to translate into sotong/translations
	@$(BIN)/python tools/messages.py

.PHONY: bench
bench: setup ## Measure, as ratios within one run
	@$(BIN)/python tools/bench.py

.PHONY: soak
soak: setup ## The fault tests at full length: hours
	@$(BIN)/python tools/soak.py
	@SOTONG_EDITS=1000 SOTONG_GARBAGE=10000 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal \
		tests/reports/test_tampering.py tests/reports/test_bundle.py tests/architecture/test_garbage.py

.PHONY: screenshots
screenshots: setup ## Make the README's pictures anew
	@$(BIN)/python tools/screenshots.py

.PHONY: lock
lock: setup ## Renew the locked dependencies (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-emit-find-links --extra postgres --extra rota --group dev pyproject.toml --upgrade -o requirements/dev.lock

.PHONY: clean
clean: ## Remove what was built (not the demo city)
	@rm -rf .venv .work build dist sotong/static/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
