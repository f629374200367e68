# make demo and make test work on a fresh machine with swift: the rest they install themselves.

CAPTURE = Captures/follower.har
DECODE = .build/release/shareproto decode $(CAPTURE)
# More for bench.py, such as BENCH='--mix readings'.
BENCH =

# Homebrew keeps zlib out of the folders that pkg-config looks in by itself.
ifeq ($(shell uname -s),Darwin)
  BREW_OPT := $(shell brew --prefix 2>/dev/null)/opt
  export PKG_CONFIG_PATH := $(BREW_OPT)/zlib/lib/pkgconfig:$(BREW_OPT)/simdjson/lib/pkgconfig:$(PKG_CONFIG_PATH)
endif

.PHONY: help demo test build lint format bench generated clean dependencies

help:
	@echo 'make demo       decode a capture with the release build'
	@echo 'make test       run all tests'
	@echo 'make build      build the release binary, .build/release/shareproto'
	@echo 'make lint       check format and imports'
	@echo 'make format     format all Swift files'
	@echo 'make generated  write the generated files anew'
	@echo 'make bench      measure speed and memory on 220 MB and 1 GB'
	@echo 'make clean      remove what was built'

demo: build
	@echo '$$ $(DECODE)'
	@$(DECODE)

test: dependencies
	swift test --parallel

build: dependencies
	swift build -c release --product shareproto

# The import check has its own build folder: its flag would make the next plain build start over.
lint: dependencies
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	swift build --scratch-path .build-lint --explicit-target-dependency-import-check error

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests

generated:
	python3 Captures/make.py

bench: build
	python3 Tests/Benchmarks/bench.py .build/release/shareproto $(BENCH)

clean:
	rm -rf .build .build-lint

dependencies:
	@Scripts/install-dependencies
