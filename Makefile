# make run   the Telegram bot where a token is set, otherwise the same conversation in the terminal
# make test  everything that is checked: format, lint, types, layers, tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test clean
.SILENT: run

run: $(VENV)/.installed
	exec $(BIN)/yinju start $(if $(DOCS),--docs "$(DOCS)")

test: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

$(VENV)/.installed: pyproject.toml
	@echo "正在准备环境，第一次约需一分钟……" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . >&2
	@touch $@

$(VENV)/.installed-test: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]" >&2
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build *.egg-info
