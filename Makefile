# make demo: see it work.  make studio: label in a browser.  make test: everything CI runs.
# All make .venv themselves.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: demo studio test check benchmarks leaderboard clean

demo: .venv/.demo
	$(BIN)/pactbank demo

studio: .venv/.studio
	PYTHON=$(PYTHON) tests/acceptance/install.sh server
	$(BIN)/python docs/studio_server.py

test: check
	PYTHON=$(PYTHON) tests/acceptance/install.sh || test -z "$$CI"
	$(BIN)/python -m pytest -m "acceptance or not acceptance"

check: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pactbank validate
	$(BIN)/python docs/generate.py --check

benchmarks: .venv/.test
	for script in benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

leaderboard: .venv/.test
	$(BIN)/python -m docs.leaderboard

.venv/.core: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/.demo: .venv/.core
	$(BIN)/python -m pip install --quiet --editable '.[plot]'
	touch $@

.venv/.test: .venv/.core
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

.venv/.studio: .venv/.core
	$(BIN)/python -m pip install --quiet --editable '.[studio]'
	touch $@

clean:
	rm -rf .venv build dist
