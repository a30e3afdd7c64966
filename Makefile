# Everyday acts. Each sets itself up in .venv, once; `make clean` forgets it all.

BIN := .venv/bin
DESCRIBED_IN := setup.cfg setup.py pyproject.toml
WORDS := emulator/console/locale
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: nightly help run test lint types bench wheel screenshots words clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: .venv/.installed ## serve the demo world at http://127.0.0.1:8525 (ARGS="--port 0 ..." is passed on)
	@exec $(BIN)/mail-emulator serve $(ARGS)

test: .venv/.installed-test ## run the whole suite (ARGS="-k orange" is passed on)
	@$(BIN)/pytest -n auto $(ARGS)

nightly: .venv/.installed-test ## 2,000 walks of 50 steps against the model; the control API in depth; a crowd (ten to twenty minutes)
	@MAIL_EMULATOR_NIGHTLY=1 $(BIN)/pytest -n auto tests/running/test_model.py tests/control/test_anything.py tests/running/test_crowd.py

lint: .venv/.installed-lint ## ruff
	@$(BIN)/ruff check .

types: .venv/.installed-lint .venv/.installed-test ## mypy, strict
	@$(BIN)/mypy

bench: .venv/.installed-test ## compare with the figures to reach (ARGS="start memory" picks rows, MESSAGES=1000000 stores more)
	@$(BIN)/python -m tests.bench $(if $(MESSAGES),--messages $(MESSAGES)) $(ARGS)

wheel: .venv/.python ## build dist/*.whl
	@rm -rf build dist
	@$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	@rm -rf build
	@ls dist/*.whl

screenshots: .venv/.installed-test ## make the README's pictures of the console anew (needs Chromium)
	@$(BIN)/python -m tests.console.pictures

words: .venv/.installed-words ## bring new texts of the console into its catalogue, and compile it
	@mkdir -p .build && $(BIN)/pybabel -q extract -F $(WORDS)/babel.cfg -k mark -o .build/console.pot --no-location .
	@$(BIN)/pybabel -q update -D console -i .build/console.pot -d $(WORDS) -N --ignore-obsolete --no-wrap
	@for domain in console findings; do $(BIN)/pybabel -q compile -D $$domain -d $(WORDS); done

clean: ## remove everything that was built or installed here
	rm -rf .venv .build build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python of 3.11 or newer that can make a virtual environment; PYTHON=... puts another one first.
.venv/.python:
	@lame=; for python in $(PYTHON) python3 python python3.14 python3.13 python3.12 python3.11; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	        "$$python" -m venv --clear .venv && touch $@ && exit 0; exit 1; \
	    fi; \
	    lame=$${lame:-$$python}; \
	done; \
	if [ -n "$$lame" ]; then \
	    echo "$$lame cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; \
	else \
	    echo "Python 3.11 or newer is needed and was not found. If it has another name: make PYTHON=/path/to/python" >&2; \
	fi; exit 1

.venv/.installed: .venv/.python $(DESCRIBED_IN)
	@$(INSTALL) --editable .
	@touch $@

.venv/.installed-test .venv/.installed-lint .venv/.installed-words: .venv/.installed-%: .venv/.installed
	@$(INSTALL) --editable '.[$*]'
	@touch $@
