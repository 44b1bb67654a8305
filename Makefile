.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: help setup demo tour test check bench format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Build .venv from requirements.lock (Python 3.11 or later)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "ddbdr needs Python 3.11 or later: make PYTHON=python3.11 setup")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@# Packages at the root of the tree make setuptools warn of name clashes; we have none.
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## Open the whole product on a local Slack and AWS
	$(BIN)/python -m sandbox.demo

tour: $(STAMP) ## Play the demo unattended; exit 0 only if AWS agrees
	$(BIN)/python -m sandbox.tour

test: $(STAMP) ## Run every test
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

check: $(STAMP) ## Lint, types and the dependency rule
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --explicit-package-bases tests bench
	$(BIN)/lint-imports

bench: $(STAMP) ## Measure, side by side in one run
	$(BIN)/python -m bench

format: $(STAMP) ## Sort imports and lay out the code
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

clean: ## Remove what setup made
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
