// SPDX-License-Identifier: GPL-2.0
// Exploring orders: depth first over the decisions which CPU goes on at each point.
#include "interleave.h"

#include <ucontext.h>

#include "host.h"

namespace interleave {

namespace {

constexpr size_t kStack = 256 << 10;

struct Cpu {
    ucontext_t context{};
    std::vector<char> stack = std::vector<char>(kStack);
    const std::function<void()>* body = nullptr;
    bool done = false, firing = false;
    unsigned firings = 0;
    std::vector<unsigned> waits; // by CPU: the number of the firing that has to end; 0: none
};

struct Decision {
    int option, options;
    bool preempts; // options other than 0 take a preemption
};

class Scheduler {
public:
    Scheduler(const Test& test, int preemptions) : test_(test), bound_(preemptions) {}

    Result run() {
        Result result;
        do {
            result.orders++;
            order();
            result.ok = test_.finish();
        } while (result.ok && next());
        if (!result.ok)
            result.failed = steps_;
        return result;
    }

    // The CPU that runs lets the scheduler decide who goes on.
    void point() {
        if (running_ >= 0)
            swapcontext(&cpus_[running_]->context, &main_);
    }

    void firing(bool begins) {
        Cpu& cpu = *cpus_[running_];
        cpu.firing = begins;
        cpu.firings += begins;
    }

    void sync() {
        if (running_ < 0)
            return;
        Cpu& me = *cpus_[running_];
        me.waits.assign(cpus_.size(), 0);
        for (size_t i = 0; i < cpus_.size(); i++)
            if (cpus_[i].get() != &me && cpus_[i]->firing)
                me.waits[i] = cpus_[i]->firings;
        point();
    }

    void body() {
        const int me = running_;
        (*cpus_[me]->body)();
        cpus_[me]->done = true;
    }

private:
    const Test& test_;
    const int bound_;
    std::vector<std::unique_ptr<Cpu>> cpus_;
    std::vector<Decision> decisions_;
    std::vector<int> steps_;
    ucontext_t main_{};
    int running_ = -1;
    size_t depth_ = 0;

    bool blocked(const Cpu& cpu) const {
        for (size_t i = 0; i < cpu.waits.size(); i++)
            if (cpu.waits[i] && cpus_[i]->firing && cpus_[i]->firings == cpu.waits[i])
                return true;
        return false;
    }

    bool enabled(int i) const { return !cpus_[i]->done && !blocked(*cpus_[i]); }

    // The one that ran last comes first, if it can go on
    std::vector<int> candidates(int last) const {
        std::vector<int> c;
        if (last >= 0 && enabled(last))
            c.push_back(last);
        for (int i = 0; i < int(cpus_.size()); i++)
            if (i != last && enabled(i))
                c.push_back(i);
        return c;
    }

    int preemptions() const {
        int n = 0;
        for (size_t i = 0; i < depth_; i++)
            n += decisions_[i].preempts && decisions_[i].option;
        return n;
    }

    int choose(int last) {
        const auto c = candidates(last);
        if (c.empty())
            return -1;
        const bool preempts = c[0] == last;
        if (depth_ == decisions_.size()) {
            const bool may = !preempts || preemptions() < bound_;
            decisions_.push_back({0, may ? int(c.size()) : 1, preempts});
        }
        return c[decisions_[depth_++].option];
    }

    void prepare();

    void order() {
        prepare();
        depth_ = 0;
        steps_.clear();
        for (int last = choose(-1); last >= 0; last = choose(last)) {
            steps_.push_back(last);
            running_ = last;
            swapcontext(&main_, &cpus_[last]->context);
            running_ = -1;
        }
    }

    // Go back to the last decision that has another option.
    bool next() {
        while (!decisions_.empty() && decisions_.back().option + 1 >= decisions_.back().options)
            decisions_.pop_back();
        if (decisions_.empty())
            return false;
        decisions_.back().option++;
        return true;
    }
};

Scheduler* scheduler;

void Scheduler::prepare() {
    test_.start();
    if (cpus_.empty())
        for (size_t i = 0; i < test_.cpus.size(); i++)
            cpus_.push_back(std::make_unique<Cpu>());
    for (size_t i = 0; i < cpus_.size(); i++) {
        Cpu& cpu = *cpus_[i];
        cpu.body = &test_.cpus[i];
        cpu.done = cpu.firing = false;
        cpu.waits.clear();
        getcontext(&cpu.context);
        cpu.context.uc_stack.ss_sp = cpu.stack.data();
        cpu.context.uc_stack.ss_size = cpu.stack.size();
        cpu.context.uc_link = &main_;
        makecontext(
            &cpu.context, [] { scheduler->body(); }, 0);
    }
}

} // namespace

void firing_begin() {
    scheduler->firing(true);
}

void firing_end() {
    scheduler->firing(false);
}

Result explore(const Test& test, int preemptions) {
    Scheduler s(test, preemptions);
    scheduler = &s;
    host_set_sync([] { scheduler->sync(); });
    env_hook = [] { scheduler->point(); };
    Result result = s.run();
    env_hook = nullptr;
    host_set_sync(nullptr);
    scheduler = nullptr;
    return result;
}

} // namespace interleave
