# SPDX-License-Identifier: GPL-2.0
# dtrace-inproc: the command with the engine linked in, under sanitizers; what the golden programs of tests/ run on.

harness := $(top)/tools/testing/dtrace
ifneq ($(wildcard $(harness)/inproc.h),)

golden := $(O)/dtrace-inproc
engine_libs := $(O)/engine/libdtrace-inproc.a $(O)/engine/libdtrace-engine.a
inproc_objects := $(call object,san,$(inproc_device) $(src)/tests/inproc_main.cc)

$(inproc_objects): cxxflags += -I$(harness)

$(golden): $(san_objects) $(inproc_objects) engine
	$(call say,LINK,$@)
	$(Q)$(CXX) $(san) -pthread -o $@ $(san_objects) $(inproc_objects) $(engine_libs) $(LDFLAGS) $(LDLIBS)

# The harness knows what is out of date.
engine:
	$(Q)+$(MAKE) --no-print-directory -C $(harness) O=$(O)/engine lib

.PHONY: engine

inproc: $(golden)

-include $(patsubst %.o,%.d,$(inproc_objects))
endif
