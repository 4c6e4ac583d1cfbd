# SPDX-License-Identifier: GPL-2.0
# The case files: written ones, and ones generated with boundary values.

CASE_OBJS := $(addprefix $(O)/,difasm.o engine.o refmodel.o refmodel_subr.o)
CASE_FILES := $(sort $(wildcard $(HERE)/cases/*.dif)) $(O)/boundary.dif

$(O)/boundary.dif: $(HERE)/gen-cases | $(O)
	$(call say,GEN)
	$(Q)$(HERE)/gen-cases > $@

$(O)/run_cases: $(O)/run_cases.o $(CASE_OBJS) $(LIB)
	$(call say,LD)
	$(Q)$(CXX) $(LDFLAGS) -o $@ $^

# a test program without arguments, for run-tests
$(O)/cases: $(O)/run_cases $(CASE_FILES) $(HERE)/cases.mk
	@printf '#!/bin/sh\nexec %s %s\n' '$(O)/run_cases' '$(CASE_FILES)' > $@
	@chmod +x $@

TESTS += $(O)/cases

# What does not fit a case: tests in C++
UNIT_OBJS := $(addprefix $(O)/,dynvar_test.o dof_test.o verify_limits_test.o gtest_tap.o difasm.o)

$(O)/unit_test: $(UNIT_OBJS) $(LIB)
	$(call say,LD)
	$(Q)$(CXX) $(LDFLAGS) -o $@ $^ -lgtest

TESTS += $(O)/unit_test
