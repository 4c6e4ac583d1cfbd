// SPDX-License-Identifier: GPL-2.0
// The engine as an executor of tests: verifier, variables and interpreter on the fake host.
#include "machine.h"

#include "host.h"

extern "C" {
#include "dif_short.h"
#include "mem.h"
#include "vars.h"
}

namespace {

class Engine final : public Executor {
public:
    Engine(const World& world) : world_(world), scratch_(world.scratch) {}

    ~Engine() override {
        for (auto* d : difos_)
            dt_difo_put(d);
        dt_vars_destroy(vars_);
        host_reset();
    }

    bool load(const std::vector<Program>& programs, std::string& why) {
        dt_msg msg;
        vars_ = dt_vars_create();
        for (const auto& p : programs) {
            dt_difo* difo = nullptr;
            auto raw = p.raw();
            if (!vars_ ||
                dt_difo_verify(&raw, world_.kernel_right ? DT_RIGHT_KERNEL : 0, &difo, &msg))
                return why = msg.text, false;
            difos_.push_back(difo);
            if (dt_vars_declare(vars_, difo, &msg))
                return why = msg.text, false;
        }
        u64 dynvarsize = world_.dynvarsize;
        if (dt_vars_start(vars_, world_.strsize, &dynvarsize, true))
            return why = "no memory", false;
        start_host();
        start_machine();
        return true;
    }

    Outcome run(size_t n, bool new_firing) override {
        if (new_firing) {
            m_.generation++;
            m_.scratch_used = 0;
            m_.strtok = 0;
            m_.present = 0;
        }
        m_.fault = 0;
        m_.flags &= ~u32(DT_MSTATE_DROP);
        Outcome out;
        out.value = world_.short_ways ? dt_dif_eval(difos_[n], &m_) : dt_dif_exec(difos_[n], &m_);
        dt_mem_end(&m_);
        out.drop = m_.flags & DT_MSTATE_DROP;
        if (m_.fault)
            out.fault = Fault{m_.fault - 1, m_.fault_addr, m_.fault_pc};
        return out;
    }

    void set_args(const std::array<u64, 10>& args) override { world_.args = args; }

    std::optional<std::string> string_at(u64 addr) override {
        std::string s(world_.strsize, '\0');
        m_.fault = 0;
        s.resize(dt_copy_string(&m_, s.data(), addr, world_.strsize));
        dt_mem_end(&m_);
        if (m_.fault)
            return {};
        return s;
    }

    const char* name() const override { return world_.short_ways ? "short ways" : "interpreter"; }

private:
    World world_;
    std::vector<u8> scratch_;
    std::vector<dt_difo*> difos_;
    dt_vars* vars_ = nullptr;
    dt_mstate m_{};
    dtrace_firing firing_{};
    dt_probe_names names_{World::names[0], World::names[1], World::names[2], World::names[3]};

    void start_host() {
        host_reset();
        host_map(uintptr_t(scratch_.data()), scratch_.data(), scratch_.size());
        for (auto& mem : world_.memory)
            host_map(mem.va, mem.bytes.data(), mem.bytes.size());
        host_set_task(World::pid, World::tid, World::ppid, World::uid, World::gid, World::execname);
        host_set_thread(World::curthread, World::thread_key);
        host_set_wallclock(World::walltimestamp);
        host_set_clock(0);
        host_sleep(World::timestamp - World::vtimestamp);
        host_set_ipl(World::ipl);
        host_set_destructive_allowed(world_.destructive);
        host_move_paths(world_.moves);
        host_set_stack(World::stack.data(), World::stack.size());
        host_set_ustack(World::ustack.data(), World::ustack.size());
    }

    void start_machine() {
        firing_.args = world_.args.data();
        firing_.nargs = world_.args.size();
        firing_.sysret = world_.sysret;
        m_.vars = vars_;
        m_.firing = &firing_;
        m_.names = &names_;
        m_.probe_id = World::id;
        m_.epid = World::epid;
        m_.cpu = World::cpu;
        m_.timestamp = World::timestamp;
        m_.entered = World::timestamp;
        m_.scratch = scratch_.data();
        m_.scratch_size = scratch_.size();
        m_.strsize = world_.strsize;
        m_.generation = 1;
        m_.flags = (world_.kernel_right ? DT_MSTATE_KERNEL_READ : 0) |
                   (world_.write_right ? DT_MSTATE_WRITE_USER : 0);
    }
};

} // namespace

std::unique_ptr<Executor> make_engine(const World& world, const std::vector<Program>& programs,
                                      std::string& why) {
    auto engine = std::make_unique<Engine>(world);
    if (!engine->load(programs, why))
        return nullptr;
    return engine;
}
