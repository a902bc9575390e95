PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP_OPTIONS ?= --disable-pip-version-check --quiet

.PHONY: demo test lint bench install clean

VERTICAL ?= customer-service
WORKERS ?= 2

demo: install  ## install into .venv and run the demo of VERTICAL
	$(BIN)/scaffold demo $(VERTICAL)

test: install  ## install and run all tests, WORKERS at a time
	HF_HUB_OFFLINE=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

lint: install  ## style, layers, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: install  ## run every benchmark and write docs/benchmarks.md
	HF_HUB_OFFLINE=1 $(BIN)/python -m benchmarks

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt requirements-dev.txt verticals/customer_service/pyproject.toml verticals/financial_sentiment/pyproject.toml verticals/medical/pyproject.toml verticals/recommendation/pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Scaffold needs Python 3.11 or newer; run: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (some minutes the first time) ..."
	$(BIN)/python -m pip install $(PIP_OPTIONS) -c constraints.txt torch==2.13.0
	$(BIN)/python -m pip install $(PIP_OPTIONS) -c constraints.txt -e '.[all]' -e verticals/customer_service -e 'verticals/financial_sentiment[all]' -e verticals/medical -e 'verticals/recommendation[all]' -r requirements-dev.txt
	@touch $(STAMP)

clean:
	rm -rf $(VENV) build dist
