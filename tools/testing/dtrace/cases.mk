# SPDX-License-Identifier: GPL-2.0
# The case files: written ones, and ones generated with boundary values.

# The engine behind the assembler, and the model
CASE_OBJS := $(addprefix $(O)/,difasm.o engine.o refmodel.o refmodel_subr.o refmodel_kernel.o refmodel_text.o)
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

$(O)/cases_named: $(HERE)/check-named $(CASE_FILES) $(HERE)/cases.mk
	@printf '#!/bin/sh\nexec %s %s %s\n' '$(HERE)/check-named' '$(ENGINE)/lib' '$(CASE_FILES)' > $@
	@chmod +x $@

TESTS += $(O)/cases_named

# What does not fit a case: tests in C++
UNIT_OBJS := $(addprefix $(O)/,dynvar_test.o dof_test.o verify_limits_test.o short_test.o gtest_tap.o difasm.o)
# needs ENV_POINTS: not in the build for benchmarks
ifneq ($(SANITIZE),0)
UNIT_OBJS += $(addprefix $(O)/,interleave.o interleave_test.o)
endif

$(O)/unit_test: $(UNIT_OBJS) $(LIB)
	$(call say,LD)
	$(Q)$(CXX) $(LDFLAGS) -o $@ $^ -lgtest

TESTS += $(O)/unit_test

# Interpreter against model in quantity. DIFF_RUN and DIFF_EXECUTIONS in the environment: another build of it (SANITIZE=0
# is some ten times as fast), and how many
DIFF_OBJS := $(addprefix $(O)/,diff_run.o fuzz_program.o) $(CASE_OBJS)

$(O)/diff_run: $(DIFF_OBJS) $(LIB)
	$(call say,LD)
	$(Q)$(CXX) $(LDFLAGS) -o $@ $^

$(O)/diff: $(O)/diff_run $(HERE)/cases.mk
	@printf '#!/bin/sh\nexec "$${DIFF_RUN:-%s}" "$${DIFF_EXECUTIONS:-100000}"\n' '$(O)/diff_run' > $@
	@chmod +x $@

.PHONY: diff_run
diff_run: $(O)/diff_run

TESTS += $(O)/diff
