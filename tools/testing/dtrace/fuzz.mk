# SPDX-License-Identifier: GPL-2.0
# The fuzzers: built with clang, run for FUZZ_SECONDS each in "make check", longer by hand: build/harness/fuzz/fuzz_diff CORPUS.

FUZZ	:= $(O)/fuzz
FUZZERS	:= fuzz_dof fuzz_verify fuzz_diff
FUZZ_SAN := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FUZZ_OBJS := $(patsubst %.o,$(FUZZ)/engine/%.o,$(lib-y)) \
	$(addprefix $(FUZZ)/,host.o difasm.o engine.o refmodel.o refmodel_subr.o refmodel_kernel.o refmodel_text.o fuzz_program.o)

$(FUZZ)/engine/%.o: $(ENGINE)/%.c
	$(call say,CLANG)
	@mkdir -p $(dir $@)
	$(Q)$(CLANG) -std=gnu11 -O1 -g $(FUZZ_SAN) $(WARN) -Wno-c2x-extensions -fwrapv -fno-strict-aliasing $(INC) -MMD -MP -c -o $@ $<

$(FUZZ)/%.o: $(HERE)/%.c
	$(call say,CLANG)
	@mkdir -p $(dir $@)
	$(Q)$(CLANG) -std=gnu11 -O1 -g $(FUZZ_SAN) $(WARN) -Wno-c2x-extensions $(INC) -MMD -MP -c -o $@ $<

$(FUZZ)/%.o: $(HERE)/%.cc
	$(call say,CLANG)
	@mkdir -p $(dir $@)
	$(Q)$(CLANGXX) -std=c++20 -O1 -g $(FUZZ_SAN) $(WARN) $(INC) -MMD -MP -c -o $@ $<

$(FUZZ)/fuzz_%: $(FUZZ)/fuzz_%.o $(FUZZ_OBJS)
	$(call say,LD)
	$(Q)$(CLANGXX) -g -fsanitize=fuzzer,address,undefined -pie -o $@ $^

fuzz: $(addprefix $(FUZZ)/,$(FUZZERS))

.SECONDARY: $(FUZZ_OBJS) $(addprefix $(FUZZ)/,$(addsuffix .o,$(FUZZERS)))

# Without clang the fuzzers are skipped, and the test says so
ifneq ($(shell command -v $(CLANG) 2>/dev/null),)
FUZZ_BUILT := $(addprefix $(FUZZ)/,$(FUZZERS))
endif

$(O)/fuzz_smoke: $(FUZZ_BUILT) $(HERE)/fuzz.mk $(HERE)/fuzz-smoke
	@printf '#!/bin/sh\nexec %s %s %s %s\n' '$(HERE)/fuzz-smoke' '$(FUZZ)' \
		'$${FUZZ_SECONDS:-$(FUZZ_SECONDS)}' '$(FUZZERS)' > $@
	@chmod +x $@

TESTS += $(O)/fuzz_smoke

-include $(wildcard $(FUZZ)/*.d $(FUZZ)/engine/lib/*.d)
