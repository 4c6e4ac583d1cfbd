# SPDX-License-Identifier: GPL-2.0
# Tests with threads, under the thread sanitizer: the engine once more.

TSAN	:= $(O)/tsan
TSAN_OPT := -O1 -g -fsanitize=thread -fwrapv -fno-strict-aliasing -fPIE
TSAN_OBJS := $(patsubst %.o,$(TSAN)/engine/%.o,$(lib-y)) $(addprefix $(TSAN)/, host.o inproc.o inproc_profile.o \
	inproc_test_prov.o inproc_typed.o difasm.o race_test.o dynvar_test.o gtest_tap.o)

$(TSAN)/engine/%.o: $(ENGINE)/%.c
	@mkdir -p $(dir $@)
	$(call say,TSAN)
	$(Q)$(CC) -std=gnu11 $(TSAN_OPT) $(WARN) $(INC) -MMD -MP -c -o $@ $<

$(TSAN)/%.o: $(HERE)/%.c
	@mkdir -p $(dir $@)
	$(call say,TSAN)
	$(Q)$(CC) -std=gnu11 $(TSAN_OPT) $(WARN) $(INC) -MMD -MP -c -o $@ $<

$(TSAN)/%.o: $(HERE)/%.cc
	@mkdir -p $(dir $@)
	$(call say,TSAN)
	$(Q)$(CXX) -std=c++20 $(TSAN_OPT) $(WARN) $(INC) -MMD -MP -c -o $@ $<

$(TSAN)/races: $(TSAN_OBJS)
	$(call say,LINK)
	$(Q)$(CXX) -fsanitize=thread -pie -pthread -o $@ $^ -lgtest

TESTS += $(TSAN)/races

-include $(wildcard $(TSAN)/*.d $(TSAN)/engine/lib/*.d)
