# Two commands are the whole story: `make run` opens the app, `make test` checks everything.
# Both set up what they need; see .ci/bootstrap.py.

PYTHON ?= python3
VENV := .venv/bin
PYTEST := $(VENV)/python -m pytest -q -n 2 --dist loadfile

.PHONY: run test lint unit coverage bench wheel clean distclean python

run: python
	@$(PYTHON) .ci/bootstrap.py run
	@$(VENV)/python .ci/launch.py $(ARGS)

test: lint unit

lint: python
	@$(PYTHON) .ci/bootstrap.py test
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/mypy .ci/bootstrap.py .ci/launch.py .ci/without_qt.py
	$(VENV)/lint-imports --no-logo

unit: python
	@$(PYTHON) .ci/bootstrap.py test
	PYTHONPATH=.ci $(PYTEST) -p no:pytest-qt -p without_qt tests/unit/engine
	$(PYTEST) tests --ignore tests/unit/engine

# What the tests reach.
coverage: python
	@$(PYTHON) .ci/bootstrap.py test
	PYTHONPATH=.ci $(PYTEST) -p no:pytest-qt -p without_qt --cov=engine --cov-report= tests/unit/engine
	$(PYTEST) --cov --cov-append --cov-report=term:skip-covered tests --ignore tests/unit/engine

# Figures of this machine: the engine alone, then training with the window open.
bench: python
	@$(PYTHON) .ci/bootstrap.py run
	$(VENV)/convviz bench
	$(VENV)/convviz bench --gui

wheel: python
	@$(PYTHON) .ci/bootstrap.py run
	$(VENV)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf build dist tour .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find engine convviz resources tests .ci -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv

python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "convviz needs Python 3.11 or newer. Please run: sudo apt-get install --yes python3 python3-venv"; exit 1; }
