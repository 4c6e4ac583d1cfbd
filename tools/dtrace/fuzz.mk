# SPDX-License-Identifier: GPL-2.0
# Fuzz targets, under ASan and UBSan: `make fuzz` builds $(O)/fuzz/fuzz_* and runs each for FUZZ_SECONDS; when that is not
# given, for 10 seconds, and the one of the whole way for FUZZ_PIPELINE_SECONDS. What they find interesting stays in $(O)/fuzz/corpus-*, what crashed in
# $(O)/fuzz/crash-*; they begin with the golden programs.

FUZZ_CXX ?= clang++-14
FUZZ_CC ?= clang-14
ifndef FUZZ_PIPELINE_SECONDS
FUZZ_PIPELINE_SECONDS := $(or $(FUZZ_SECONDS),60)
endif
FUZZ_SECONDS ?= 10
fuzz_smoke := $(top)/tools/testing/dtrace/fuzz-smoke
fuzz_dir := $(O)/fuzz
fuzz_flags := -std=c++20 -g -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
fuzz_objects := $(call object,fuzz,$(library))
fuzzers := fuzz_lex fuzz_parse
fuzz_front := $(call object,fuzz,$(src)/types/attributes.cc $(filter-out %_test.cc,\
		$(foreach f,base source lex ast parse,$(wildcard $(src)/$(f)/*.cc))))

$(fuzz_dir)/%.o: $(src)/%.cc
	$(call say,CLANG,$*)
	$(Q)mkdir -p $(@D) && $(CCACHE) $(FUZZ_CXX) $(fuzz_flags) $(includes) -MMD -MP -MT $@ $(fuzz_extra) -c -o $@ $<

link_fuzzer = $(FUZZ_CXX) -g -fsanitize=fuzzer,address,undefined -o $@ $^

$(fuzz_dir)/fuzz_lex $(fuzz_dir)/fuzz_parse: $(fuzz_dir)/fuzz_%: $(fuzz_dir)/tests/fuzz_%.o $(fuzz_front)
	$(call say,LINK,$@)
	$(Q)$(link_fuzzer)

# The whole way needs the engine of the in-process device.
ifneq ($(golden),)
fuzzers += fuzz_pipeline
fuzz_engine := $(fuzz_dir)/engine
fuzz_device := $(call object,fuzz,$(inproc_device) $(src)/tests/fuzz_pipeline.cc)

$(fuzz_device): fuzz_extra := -I$(harness)
$(call object,fuzz,$(src)/main/libraries.cc): fuzz_extra := -DDTRACE_LIBDIR='"$(src)/lib"'

fuzz_engine:
	$(Q)+$(MAKE) --no-print-directory -C $(harness) O=$(fuzz_engine) CC=$(FUZZ_CC) CXX=$(FUZZ_CXX) lib \
		OPT="-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -Wno-c2x-extensions"

$(fuzz_dir)/fuzz_pipeline: $(fuzz_device) $(fuzz_objects) fuzz_engine
	$(call say,LINK,$@)
	$(Q)$(FUZZ_CXX) -g -fsanitize=fuzzer,address,undefined -pthread -o $@ $(fuzz_device) $(fuzz_objects) \
		$(fuzz_engine)/libdtrace-inproc.a $(fuzz_engine)/libdtrace-engine.a $(LDFLAGS) $(LDLIBS)
.PHONY: fuzz_engine
endif

# Only the seeds that reach something new. One that crashes is left in bad-seeds-*, which then cannot be removed.
$(fuzz_dir)/corpus-%: $(fuzz_dir)/%
	$(Q)rm -rf $(fuzz_dir)/bad-seeds-$* && mkdir -p $@ $(fuzz_dir)/bad-seeds-$* && \
		$(src)/tests/fuzz_seeds.py $(fuzz_dir)/seeds && \
		$< -merge=1 -artifact_prefix=$(fuzz_dir)/bad-seeds-$*/ $@ $(fuzz_dir)/seeds >$(fuzz_dir)/merge-$*.log 2>&1 && \
		rmdir $(fuzz_dir)/bad-seeds-$* && touch $@

fuzz: $(addprefix $(fuzz_dir)/corpus-,$(fuzzers))
	$(Q)$(fuzz_smoke) $(fuzz_dir) $(FUZZ_SECONDS) fuzz_lex fuzz_parse
	$(if $(golden),$(Q)$(fuzz_smoke) $(fuzz_dir) $(FUZZ_PIPELINE_SECONDS) fuzz_pipeline)

.PHONY: fuzz
.PRECIOUS: $(fuzz_dir)/%.o

-include $(patsubst %.o,%.d,$(fuzz_objects) $(fuzz_device) $(patsubst %,$(fuzz_dir)/tests/%.o,$(fuzzers)))
