# The commands of this project; each is a script in bin/ that says what it does.

.PHONY: help run test check bench pictures clean

help:
	@echo "make run       install what is missing and serve the demo county on http://127.0.0.1:8000/"
	@echo "make test      install what is missing, check the code, run every test"
	@echo "make check     check the code only: style, types, layers, templates"
	@echo "make bench     measure the pages with 20,000 people on SQLite and PostgreSQL"
	@echo "make pictures  take the pictures of the README again"
	@echo "make clean     remove everything these commands made, the demo instance included"

run:
	@bin/run

test:
	@bin/test

check:
	@bin/check

bench:
	@bin/bench

pictures:
	@bin/pictures

clean:
	rm -rf .venv .tools build instance .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find mhapp tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
