# Every target does its own set-up and can be run any number of times.
#
#   make run      serve the dashboard on http://127.0.0.1:8501 (PORT, HOST override)
#   make test     every test, the browser ones too (TESTS=tests/data for a part)
#   make check    lint, format, types, translations, documents

PYTHON ?= python3.11
TESTS ?= tests
VENV := .venv/bin
TYPED := matching structuring data ui pages tools bench dashboard.py

.DEFAULT_GOAL := help
.PHONY: help run test check bench format words pictures constraints clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

run: ## serve the dashboard (PORT, HOST)
	@$(PYTHON) tools/install.py run
	@$(VENV)/python -m tools.serve

test: ## run every test, the browser ones too (TESTS)
	@$(PYTHON) tools/install.py dev browser
	@$(VENV)/python -m pytest -n 2 $(TESTS)

check: ## lint, format, types, translations, documents
	@$(PYTHON) tools/install.py dev
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/mypy $(TYPED)
	$(VENV)/python -m tools.words check
	$(VENV)/python -m pytest -q tests/test_docs.py tests/test_architecture.py

bench: ## print the performance and matching-quality figures
	@$(PYTHON) tools/install.py bench
	@$(VENV)/python -m bench

format: ## put the code into the house's format
	@$(PYTHON) tools/install.py dev
	$(VENV)/ruff check --fix
	$(VENV)/ruff format

words: ## collect the words to translate into locale/
	@$(PYTHON) tools/install.py dev
	$(VENV)/python -m tools.words extract

pictures: ## take the pictures of the README from the running dashboard (PORT, HOST)
	@$(PYTHON) tools/install.py dev browser
	$(VENV)/python -m tools.pictures

constraints: ## resolve the requirements afresh into constraints.txt
	@$(PYTHON) tools/constraints.py

clean: ## remove what the targets made, but for the database
	rm -rf .venv .venv.lock .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
