# Standfirst. `make demo` and `make test` need Python 3.11 or later and make, nothing else.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
BIN := .venv/bin
PORT ?= 8000
DEMO_DATA ?= demo-data
# The machine's own certificates; and pip where uv cannot reach the packages.
export UV_SYSTEM_CERTS := 1
SYNC = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
OURSELVES = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
# Half as many again as there are processors: browsers and servers are waited for.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(os.cpu_count() * 3 // 2)')
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: demo test test-postgres check bench format clean

demo: .venv/.base
	$(BIN)/standfirst demo --data $(DEMO_DATA) --port $(PORT)

test: .venv/.dev
	$(PYTEST)
	$(BIN)/python -m tests.postgres $(PYTEST) -m "not browser and not slow"

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.migrations
	$(MAKE) test

bench: .venv/.dev
	$(BIN)/python -m bench

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The environment: uv is put into it and syncs the lock. Nothing is done the second time.
.venv/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Standfirst needs Python 3.11 or later.")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

.venv/.base: .venv/bin/uv requirements/base.txt
	@test -e .venv/.dev || { $(call SYNC,requirements/base.txt); }
	$(OURSELVES)
	@touch $@

.venv/.dev: .venv/bin/uv requirements/dev.txt
	$(call SYNC,requirements/dev.txt)
	$(OURSELVES)
	@touch $@ .venv/.base

# After a change of pyproject.toml: the locks again, with hashes and without download hosts.
lock: .venv/bin/uv
	for part in "base --extra postgres" "dev --extra postgres --group dev"; do set -- $$part; name=$$1; shift; \
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header $$@ pyproject.toml -o requirements/$$name.txt; done

clean:
	rm -rf .venv demo-data .pytest_cache .mypy_cache .ruff_cache .hypothesis
