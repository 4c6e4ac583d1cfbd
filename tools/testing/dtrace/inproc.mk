# SPDX-License-Identifier: GPL-2.0
# The in-process device and the tests of the engine's run time.

INPROC_OBJS := $(addprefix $(O)/,inproc.o inproc_profile.o inproc_test_prov.o inproc_typed.o)
INPROC_LIB := $(O)/libdtrace-inproc.a
INPROC_TESTS := $(addprefix $(O)/,inproc_test.o inproc_agg_test.o inproc_engine_test.o inproc_life_test.o inproc_spec_test.o glob_test.o)

$(INPROC_LIB): $(INPROC_OBJS)
	$(call say,AR)
	@rm -f $@
	$(Q)ar rcs $@ $^

lib: $(INPROC_LIB)

$(O)/inproc_test: $(INPROC_TESTS) $(O)/gtest_tap.o $(INPROC_LIB) $(LIB)
	$(call say,LINK)
	$(Q)$(CXX) $(LDFLAGS) -o $@ $^ -lgtest

TESTS += $(O)/inproc_test

# make SANITIZE=0 bench-fire
$(O)/bench_fire: $(O)/bench_fire.o $(INPROC_LIB) $(LIB)
	$(call say,LINK)
	$(Q)$(CXX) $(LDFLAGS) -o $@ $^

# make SANITIZE=0 bench-dif
$(O)/bench_dif: $(addprefix $(O)/,bench_dif.o difasm.o) $(INPROC_LIB) $(LIB)
	$(call say,LINK)
	$(Q)$(CXX) $(LDFLAGS) -o $@ $^ -lbenchmark

.PHONY: bench-dif
bench-dif: $(O)/bench_dif
	$<

.PHONY: bench-fire
bench-fire: $(O)/bench_fire
	$<
