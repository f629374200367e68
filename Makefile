# make demo and make test work on a fresh machine with swift: the rest they install themselves.

SWIFT = Scripts/swift
CAPTURE = Captures/follower.har
DECODE = .build/release/shareproto decode $(CAPTURE)
# More for bench.py, such as BENCH='--mix readings', and for bench-serve.py.
BENCH =
BENCH_SERVE =
# Which of the fuzzers, all if none, and for how long each.
FUZZ =
FUZZ_SECONDS = 60

.PHONY: help mutation learn-score demo test clients replay build lint format bench fuzz schema generated clean dependencies

help:
	@echo 'make demo       decode a capture with the release build'
	@echo 'make test       run all tests'
	@echo 'make clients    run real clients against serve of the debug build, with pip'
	@echo 'make replay     replay recorded sessions, also against faulty targets'
	@echo 'make build      build the release binary, .build/release/shareproto'
	@echo 'make lint       check format and imports'
	@echo 'make format     format all Swift files'
	@echo 'make schema     check the schema of every revision with independent validators'
	@echo 'make generated  write the generated files anew'
	@echo 'make bench      measure speed and memory against Python and tshark, up to 1 GB, and serve under load'
	@echo 'make mutation   change traffic of all operations in one way at a time, and count what check finds'
	@echo 'make learn-score  learn each known operation back from recordings, and score it beside other tools'
	@echo 'make fuzz       run each fuzzer for a minute; FUZZ=HTTP1 FUZZ_SECONDS=600 one for ten'
	@echo 'make clean      remove what was built'

demo: build
	@echo '$$ $(DECODE)'
	@$(DECODE)

test: dependencies
	$(SWIFT) test --parallel

clients: dependencies
	$(SWIFT) build --product shareproto
	python3 Tests/Clients/run.py .build/debug/shareproto

replay: build
	python3 Tests/Replay/drills.py .build/release/shareproto
	python3 Tests/Replay/documents.py .build/release/shareproto
	python3 Tests/Replay/sessions.py .build/release/shareproto
	python3 Tests/Replay/revisions.py .build/release/shareproto
	python3 Tests/Replay/recording.py .build/release/shareproto

build: dependencies
	$(SWIFT) build -c release --product shareproto

lint: dependencies
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	$(SWIFT) build --explicit-target-dependency-import-check error
	python3 Scripts/check-imports

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

schema:
	$(SWIFT) build --product shareproto
	python3 Scripts/check-schema .build/debug/shareproto

generated: dependencies
	python3 Captures/make.py
	$(SWIFT) run shareproto schema rules --format markdown -o Docs/Rules
	$(SWIFT) run shareproto docs --quiet --keep-going --recorded-from "a stand-in" -o Docs/Reference Captures

mutation: build
	python3 Tests/Mutation/mutate.py .build/release/shareproto $(MUTATION)

learn-score: build
	python3 Tests/LearnScore/score.py .build/release/shareproto $(LEARN_SCORE)

bench: build
	python3 Tests/Benchmarks/bench.py .build/release/shareproto $(BENCH)
	python3 Tests/Benchmarks/bench-packets.py .build/release/shareproto
	python3 Tests/Benchmarks/bench-summaries.py .build/release/shareproto
	SHAREPROTO_BENCH=1 $(SWIFT) build -c release --product TrivialServer
	python3 Tests/Benchmarks/bench-serve.py .build/release/shareproto .build/release/TrivialServer $(BENCH_SERVE)
	python3 Tests/Benchmarks/bench-replay.py .build/release/shareproto

fuzz: dependencies
	python3 Tests/Fuzz/fuzz.py $(FUZZ_SECONDS) $(FUZZ)

clean:
	rm -rf .build .build-fuzz

dependencies:
	@Scripts/install-dependencies
