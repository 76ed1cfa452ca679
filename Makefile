SHELL := /bin/bash
PY := .venv/bin/python
PORT ?= 8000
SERVE ?= 1
SIZE ?= full
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo env test test-deep bench lint services css requirements clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.core ## demo city, trained models and the site on http://127.0.0.1:8000 (PORT=8001; SERVE=0: all but serve)
	@$(PY) manage.py demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)
ifneq ($(SERVE),0)
	@exec $(PY) manage.py serve_demo --port $(PORT)
endif

env: .venv/.env ## environment for lint and test

test: .venv/.env ## the suite: SQLite, PostgreSQL, Redis, RabbitMQ (REQUIRE_SERVICES=1: what cannot run fails)
	@$(PY) tools/test.py $(ARGS)

test-deep: .venv/.env ## what is too long for every run
	@$(PY) tools/test.py --deep $(ARGS)

bench: .venv/.env ## benchmarks with their targets (SIZE=small: under 2 minutes)
	@$(PY) -m benchmarks.run --size $(SIZE) $(ARGS)

lint: .venv/.env ## style, import direction, module sizes, Django checks, migrations, templates
	@tools/lint.sh

services: ## install and start what is missing of PostgreSQL, Redis, RabbitMQ and Chromium (Debian, as root)
	@tools/services.sh

css: .venv/.core ## compile the style sheets (needs Node.js)
	@$(PY) tools/vendor.py --css

requirements: .venv/.env ## compile requirements/*.in (UPGRADE=1: newest versions)
	@for name in core test e2e ml dist dev; do \
	    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	        --custom-compile-command 'make requirements' $(if $(filter 1,$(UPGRADE)),--upgrade) \
	        requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean: ## remove the environment, the demo and all caches
	rm -rf .venv var .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis mutants
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: the environment is touched only when its requirements changed.
.venv/.core: requirements/core.txt
	@echo "Installing requirements ..."; start=$$SECONDS; tools/env.sh $^ && touch $@ \
	    && echo "Requirements installed in $$((SECONDS - start)) s"

.venv/.env: .venv/.core requirements/test.txt requirements/e2e.txt requirements/dev.txt
	@tools/env.sh requirements/{core,test,e2e,dev}.txt && touch $@
