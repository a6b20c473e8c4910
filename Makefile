# make setup   everything that the rest needs, from Python 3.11 alone
# make demo    the main job on a sample matter, through a real broker and worker
# make serve   the site on localhost, with its processes
# make test    all tests on SQLite, and at once on PostgreSQL those that could end otherwise there
# make test-fast  in about a minute, while you edit: pure functions, and what is nearest to your changes
# make test-long  the tests that are too long for every run, and properties on more examples, on SQLite
# make spark-test  the calculator on local Spark beside DuckDB: identical rows; needs Java 17
# make febrl   how well FEBRL's people are matched; ARGS="--json" lists every error
# make check   linters, templates' layout, types, contracts, deployment checks and all tests
# make faults  tallies and filings struck by real faults: an hour and more, and tables of figures
# make bench   times of apportionment beside other ways to the same shares; ARGS="tally" of a tally
# make format  what ruff and djangofmt can put right by themselves
# make clean   remove what setup made; your data in var/ stays

PYTHON ?= $(shell command -v python3.11 || command -v python3)
TOOLS = .venv/bin/python -m tools

.PHONY: setup demo serve test test-fast test-long spark-test febrl check faults bench format clean
.DEFAULT_GOAL := setup

setup:
	@test -n "$(PYTHON)" || { echo "setup: Python 3.11 is needed and was not found. Install it, then run make setup again." >&2; exit 1; }
	@"$(PYTHON)" -B -m tools.setup

demo: setup
	@$(TOOLS).demo

serve: setup
	@$(TOOLS).serve

test: setup
	@$(TOOLS).suite $(ARGS)

test-fast: setup
	@$(TOOLS).fast $(ARGS)

test-long: setup
	@TEST_LONG=1 TEST_ENGINES=sqlite $(TOOLS).suite -m "long or a_few or hypothesis" $(ARGS)

spark-test:
	@test -n "$(PYTHON)" || { echo "spark-test: Python 3.11 is needed and was not found. Install it, then run make spark-test again." >&2; exit 1; }
	@"$(PYTHON)" -B -m tools.spark $(ARGS)

febrl: setup
	@$(TOOLS).febrl $(ARGS)

check: setup
	@$(TOOLS).checks

faults: setup
	@.venv/bin/python -m tests.faults $(ARGS)

bench: setup
	@.venv/bin/python -m bench $(ARGS)

format: setup
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
	@.venv/bin/djangofmt templates

clean:
	rm -rf .venv .build node_modules frontend/dist frontend/dist.new
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
