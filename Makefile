# The verbs of this project. Each makes .venv by itself when it is missing or out of date.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COMPILED := build/compiled

.PHONY: demo run test test-all test-crash soak check compiled bench bench-stories bench-hostile bench-facts score-stories clean
demo: $(READY)   ## a bundled storyline, from real RSS over HTTP to alerts; ends by itself
	$(BIN)/tocsin demo
run: $(READY)    ## the bot; without a token it talks to the terminal
	$(BIN)/tocsin run
test: $(READY)   ## the test suite
	$(BIN)/pytest
test-all: $(READY) ## the suite with its long tests
	$(BIN)/pytest -m ''
test-crash: $(READY) ## 200 kills of the real program at random moments; prints what was lost (nothing) and repeated
	$(BIN)/python -m tests.crash.run --kills 200
soak: $(READY)   ## 10 simulated hours with 2,000 feeds and 500 chats; prints messages, broken limits (none), memory
	$(BIN)/python -m tests.soak.run
check: $(READY)  ## style, types, layers, rulebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tocsin check rules
compiled: $(COMPILED)/.ready ## Tocsin with its hot modules compiled, in build/compiled; needs a C compiler
bench: $(READY)  ## articles per second and memory of the pipeline
	$(BIN)/python -m tests.bench.pipeline
bench-stories: $(READY) ## near-duplicate lookup against rapidfuzz, at 10,000 and a million titles
	$(BIN)/python -m tests.bench.stories
bench-facts: $(COMPILED)/.ready ## how fast facts are found, as written and compiled: make bench-facts ARTICLES=file.jsonl adds yours
	$(BIN)/python -m tests.bench.facts $(ARTICLES)
	PYTHONPATH=$(COMPILED):. $(BIN)/python -P -m tests.bench.facts $(ARTICLES)
score-stories: $(READY) ## how well stories are judged: make score-stories LABELLED=folder of labelled sets
	$(BIN)/python -m tests.bench.stories_score $(LABELLED)
bench-hostile: $(READY) ## CPU and memory of hostile bodies
	$(BIN)/python -m tests.bench.hostile
clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Tocsin needs Python 3.11 or newer; say make PYTHON=python3.12, for example" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -c constraints.txt -e '.[dev]'
	touch $@

$(COMPILED)/.ready: $(READY) hatch_build.py $(shell find bot rules -name '*.py' -o -name '*.txt' -o -name '*.yaml')
	rm -rf $(COMPILED)
	TOCSIN_COMPILE=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --target $(COMPILED) .
	touch $@
