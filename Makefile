# Cairn. `make demo` shows it, `make test` proves it; the rest is for people who work on it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
LMS_PORT ?= 8001
DATA ?= var/demo
TEMPER ?= moodle
PYTEST_ARGS ?=

.PHONY: demo demo-reset test check format bench lock serve worker certify-openedx verify-elsewhere

demo: $(VENV)/.run
	@$(BIN)/python -m scripts.demo --port $(PORT) --lms-port $(LMS_PORT) --data $(DATA) --temper $(TEMPER)

demo-reset:
	rm -rf $(DATA)
	@echo "The demo starts anew with the next 'make demo'."

test: $(VENV)/.dev
	@CHROMIUM="$$($(BIN)/python scripts/browser.py)" && export CHROMIUM && $(BIN)/python -m pytest --numprocesses auto --dist loadfile $(PYTEST_ARGS)

# Open edX's own LTI consumer, in a virtual environment of its own (var/openedx-venv); skipped where it can't be had.
certify-openedx: $(VENV)/.dev
	@$(BIN)/python -m scripts.openedx

# Other people's software, fetched into var/elsewhere, reads badges of a tool that lives for a minute; needs Node 20 and npm.
verify-elsewhere: $(VENV)/.dev
	@$(BIN)/python -m scripts.elsewhere

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/guards -q

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev
	$(BIN)/python -m bench.run

# Run it for real: settings come from the environment (see README).
serve: $(VENV)/.run
	$(BIN)/flask db upgrade
	$(BIN)/gunicorn -c gunicorn.conf.py wsgi:app

worker: $(VENV)/.run
	$(BIN)/python -m app.worker

lock: $(VENV)/.dev
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.txt

$(VENV)/bin/python:
	@$(PYTHON) scripts/venv.py $(VENV)

$(VENV)/.run: requirements.txt $(VENV)/bin/python
	@echo "Installing what Cairn runs on ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
