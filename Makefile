# make run   the Telegram bot where a token is set, otherwise the same conversation in the terminal
# make playground  the bot to try in the browser, without Telegram
# make test  everything that is checked: format, lint, types, layers, tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OLD_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
# An environment of another Python, or one that no longer runs, is made anew.
MAKE_VENV = $(BIN)/python $(OLD_ENOUGH) 2>/dev/null || { \
	$(PYTHON) $(OLD_ENOUGH) || { echo "引据需要 Python 3.11 以上；请安装后用 make PYTHON=python3.11 …… 指明" >&2; exit 1; }; \
	rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }

.PHONY: run playground test clean
.SILENT: run playground

run: $(VENV)/.installed
	exec $(BIN)/yinju start $(if $(DOCS),--docs "$(DOCS)")

playground: $(VENV)/.installed
	exec $(BIN)/python -m tests.botapi.playground $(if $(DOCS),--docs "$(DOCS)") $(if $(PORT),--port $(PORT))

test: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

$(VENV)/.installed: pyproject.toml
	@echo "正在准备环境，第一次约需一分钟……" >&2
	@$(MAKE_VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable . >&2
	@touch $@

$(VENV)/.installed-test: pyproject.toml
	@$(MAKE_VENV)
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable ".[test,ocr,fast]" >&2
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build *.egg-info
