# SPDX-License-Identifier: GPL-2.0
# The in-process device and the tests of the engine's run time.

INPROC_OBJS := $(addprefix $(O)/,inproc.o inproc_profile.o inproc_test_prov.o)
INPROC_LIB := $(O)/libdtrace-inproc.a
INPROC_TESTS := $(addprefix $(O)/,inproc_test.o inproc_agg_test.o inproc_life_test.o glob_test.o)

$(INPROC_LIB): $(INPROC_OBJS)
	rm -f $@
	ar rcs $@ $^

lib: $(INPROC_LIB)

$(O)/inproc_test: $(INPROC_TESTS) $(O)/gtest_tap.o $(INPROC_LIB) $(LIB)
	$(CXX) $(LDFLAGS) -o $@ $^ -lgtest

TESTS += $(O)/inproc_test

-include $(wildcard $(O)/*.d)
