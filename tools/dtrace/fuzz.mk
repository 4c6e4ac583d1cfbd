# SPDX-License-Identifier: GPL-2.0
# Fuzz targets of the front end: `make fuzz [FUZZ_SECONDS=N]` builds $(O)/fuzz-lex and
# $(O)/fuzz-parse and runs each for N seconds from the golden programs.

FUZZ_CXX ?= clang++-14
FUZZ_SECONDS ?= 10
fuzz_flags := -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined \
	      -fno-sanitize-recover=undefined $(includes)
fuzz_sources := $(filter-out %_test.cc,$(foreach f,base source lex ast parse,$(wildcard $(src)/$(f)/*.cc)))
fuzzers := $(O)/fuzz-lex $(O)/fuzz-parse

$(fuzzers): $(O)/fuzz-%: $(src)/tests/fuzz_%.cc $(fuzz_sources)
	$(call say,FUZZ,$@)
	$(Q)mkdir -p $(@D) && $(FUZZ_CXX) $(fuzz_flags) -o $@ $^

fuzz: $(fuzzers)
	$(Q)for part in lex parse; do \
		mkdir -p $(O)/corpus-$$part && \
		$(O)/fuzz-$$part -max_total_time=$(FUZZ_SECONDS) -verbosity=0 -timeout=10 \
			-artifact_prefix=$(O)/ $(O)/corpus-$$part $(src)/tests/$$part || exit 1; \
	done

.PHONY: fuzz
