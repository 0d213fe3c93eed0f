# `make` alone lists the commands. PYTHON chooses the interpreter: make setup PYTHON=python3.12
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-fast test-long lint picture lock audit clean

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## Create .venv with the exact packages of requirements.lock

# --no-build-isolation: the build tools are in the lock too, so nothing is fetched without a hash.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name another one: make setup PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup  ## Brief the example workshops and say where the briefs are
	$(BIN)/inspired batch data/raw --out reports

test: test-fast  ## Run every test, the fast ones first
	$(BIN)/python -m pytest -q -m slow

test-fast: setup  ## Run the tests that need no batch and no browser, on up to four cores
	$(BIN)/python -m pytest -q -m "not slow and not long" -n auto --maxprocesses 4 --dist loadfile

test-long: setup  ## Run the tests that kill, fork and damage by the dozen (a quarter of an hour)
	$(BIN)/python -m pytest -q -m long

lint: setup  ## Check style and imports
	$(BIN)/ruff check .

picture: setup  ## Take the README's picture of a brief anew (wants Chromium)
	$(BIN)/python docs/picture.py

lock: setup  ## Write requirements.lock anew from pyproject.toml, keeping versions where it can
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	    --quiet -o requirements.lock

audit: setup  ## Look for known weaknesses of the locked packages, in a public database
	$(BIN)/uv tool run pip-audit --require-hashes --disable-pip -r requirements.lock

clean:  ## Remove the environment, caches and generated reports
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis
	find reports data/processed -mindepth 1 ! -name .gitkeep -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
