# Two commands need nothing but Python 3.11+, make and the package index: `make demo` and `make test`.
# Training: learn METHOD=pix2pix STYLE=a SEED=1 trains on 4,000 drawn products and writes docs/results.
# The others: lint (style, types, import rules, documents), docs (write the generated parts), bench (measure speed),
# chaos (kill twenty crawls with -9 at random and compare them with whole ones).

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CONSTRAINTS := $(if $(filter any,$(TORCH)),,-c constraints-cpu.txt)

# Threads that spin while they wait cost 9x to 20x on small machines.
export OMP_WAIT_POLICY ?= PASSIVE

.PHONY: demo test lint docs bench chaos learn clean

demo: $(VENV)/core
	$(BIN)/python -m scrapers.demo --workspace demo

test: $(VENV)/all
	$(BIN)/python -m pytest

lint: $(VENV)/all
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m cogapp -P -I docs --check README.md docs/world.md docs/clean.md docs/match.md docs/training.md datasets/README.md

docs: $(VENV)/all
	$(BIN)/python -m cogapp -P -I docs -r README.md docs/world.md docs/clean.md docs/match.md docs/training.md datasets/README.md

bench: $(VENV)/all
	$(BIN)/python -m pytest tests/bench -s -o python_files="bench_*.py" -o python_functions="bench_*"

chaos: $(VENV)/all
	$(BIN)/python -m pytest tests/scrapers/chaos_killed.py -s -o python_files="chaos_*.py" -o python_functions="chaos_*"

STYLE ?= a
SEED ?= 1

learn: $(VENV)/all learn/$(STYLE)/build/fashion/products.parquet
	$(BIN)/python -m training.learn $(METHOD) --data learn/$(STYLE)/build/fashion --label style-$(STYLE) --seed $(SEED)

learn/%/build/fashion/products.parquet: | $(VENV)/all
	$(BIN)/python -m scrapers.demo.export --products 4000 --style $* --height 192 --workspace learn/$*

clean:
	rm -rf demo learn .venv dist

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pairwear needs Python 3.11 or newer; name one with make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/core: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/all: $(BIN)/python pyproject.toml constraints-cpu.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(CONSTRAINTS) -e '.[all]'
	@touch $@ $(VENV)/core
