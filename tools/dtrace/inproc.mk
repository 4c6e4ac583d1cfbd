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

# Throughput of the consumer; neither it nor the engine has sanitizers.
bench_objects := $(call object,obj,$(inproc_device) $(src)/tests/bench_consume.cc)
fast_libs := $(O)/engine-fast/libdtrace-inproc.a $(O)/engine-fast/libdtrace-engine.a

$(bench_objects): cxxflags += -I$(harness)

$(O)/bench-consume: $(lib_objects) $(bench_objects)
	$(Q)+$(MAKE) --no-print-directory -C $(harness) O=$(O)/engine-fast SANITIZE=0 lib
	$(call say,LINK,$@)
	$(Q)$(CXX) -pthread -o $@ $^ $(fast_libs) $(LDFLAGS) $(LDLIBS)

bench: $(O)/bench-consume
	$(Q)$(O)/bench-consume
.PHONY: bench

-include $(patsubst %.o,%.d,$(inproc_objects) $(bench_objects))
endif
