# The front door. Each word is one script of tools/ or test/; docs/front-door.md says what it does.
# Variables: PORT PG_PORT VAR (run, start, stop); PG_CONFIG DESTDIR PREFIX (install); BUILD (all).
export PORT PG_PORT VAR PG_CONFIG DESTDIR PREFIX BUILD
MAKEFLAGS += --no-print-directory
BUILD_FOLDER := $(or $(BUILD),build)

.PHONY: help run start stop test test-unit test-pgtap test-isolation test-http test-faults test-untouched \
        test-bench test-fuzz bench bench-instructions build install \
        lint format clean packages

help:
	@tools/help

# A shell that runs this in the background has it ignore Ctrl-C's signal, which no script could undo.
run: installed
	@exec env --default-signal=INT tools/instance run

start: installed
	@exec tools/instance start

stop:
	@exec tools/instance stop

.PHONY: installed
installed:
	@tools/install_packages build
	@tools/build product
	@tools/install

packages:
	@tools/install_packages test

build:
	@tools/install_packages build
	@tools/build product

# A package build (DESTDIR) brings its own packages.
install:
	@test -n "$(DESTDIR)" || tools/install_packages build
	@tools/build product
	@tools/install

test: packages
	@tools/build all bench_programs
	@tools/build_fuzzers
	@exec test/run

test-unit: packages
	@tools/build all
	@exec test/run unit shim

test-pgtap test-isolation test-faults test-untouched: packages
	@tools/build product
	@exec test/run $(@:test-%=%)

test-bench: packages
	@tools/build product bench_programs
	@exec test/run bench

test-http: packages
	@tools/build product graphql_check
	@exec test/run http

test-fuzz: packages
	@tools/build_fuzzers
	@exec test/run fuzz

bench:
	@tools/install_packages bench
	@tools/build product bench_programs
	@exec bench/run

bench-instructions:
	@tools/install_packages bench
	@tools/build product bench_programs
	@exec bench/instructions/run

lint: packages
	@exec tools/lint

format: packages
	@exec tools/format

clean:
	rm -rf $(BUILD_FOLDER) test/http/node_modules bench/node_modules
