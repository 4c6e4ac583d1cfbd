/* SPDX-License-Identifier: GPL-2.0 */
// One consumer of the in-process device, as tests use it.
#pragma once

#include <cstring>
#include <map>
#include <span>
#include <string>
#include <vector>

extern "C" {
#include <linux/dtrace.h>
}
#include <linux/dtrace/ioctl.h>

#include "dof_image.h"
#include "host.h"
#include "inproc.h"

/// A record or an aggregation entry that was copied out of a buffer
struct Record {
    uint32_t id; ///< EPID or aggregation id
    uint64_t timestamp;
    std::string bytes; ///< all of it, header included

    template <class T>
    T at(size_t offset) const {
        T v{};
        if (offset + sizeof(T) <= bytes.size())
            std::memcpy(&v, bytes.data() + offset, sizeof(T));
        return v;
    }
    std::string text(size_t offset) const { return std::string(bytes.data() + offset); }
};

class Session {
public:
    explicit Session(uint32_t rights = 0xf) { error_ = dt_inproc_open_as(rights, &dev_); }
    ~Session() { close(); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    int open_error() const { return error_; }

    void close() {
        if (dev_)
            dt_inproc_close(dev_);
        dev_ = nullptr;
    }

    template <class T>
    long call(unsigned long cmd, T& arg) {
        return dt_inproc_ioctl(dev_, cmd, &arg);
    }

    long option(uint32_t id, uint64_t value) {
        dtrace_opt opt{id, 0, value};
        return call(DTRACE_IOC_OPT_SET, opt);
    }

    uint64_t effective(uint32_t id) {
        dtrace_opt opt{id, 0, 0};
        return call(DTRACE_IOC_OPT_GET, opt) ? ~0ULL : opt.value;
    }

    long enable(const dof::Image& image) {
        auto bytes = image.build();
        char text[256] = "";
        last = {};
        last.dof = reinterpret_cast<uintptr_t>(bytes.data());
        last.dof_size = reinterpret_cast<const dtrace_dof_hdr*>(bytes.data())->size;
        last.msg = reinterpret_cast<uintptr_t>(text);
        last.msg_size = sizeof(text);
        const long ret = call(DTRACE_IOC_ENABLE, last);
        message = text;
        return ret;
    }

    long go() {
        dtrace_go go{};
        return call(DTRACE_IOC_GO, go);
    }

    long stop() {
        dtrace_go go{};
        return call(DTRACE_IOC_STOP, go);
    }

    dtrace_status status() {
        dtrace_status st{};
        call(DTRACE_IOC_STATUS, st);
        return st;
    }

    long snap(uint32_t cpu, uint32_t kind, dtrace_snap& s) {
        s = {};
        s.cpu = cpu;
        s.kind = kind;
        return call(DTRACE_IOC_SNAP, s);
    }

    /// Takes the snapshot of one CPU; adds its drops and errors up.
    std::vector<Record> records(uint32_t cpu) {
        dtrace_snap s;
        std::vector<Record> out;
        if (snap(cpu, DTRACE_BUF_PRINCIPAL, s))
            return out;
        drops += s.drops;
        errors += s.errors;
        const char* data = mapped(s);
        walk(data, s.oldest, s.data_size, out);
        walk(data, 0, s.oldest, out);
        return out;
    }

    std::vector<Record> all_records() {
        std::vector<Record> out;
        for (uint32_t cpu = 0; cpu < HOST_NCPUS; cpu++) {
            auto r = records(cpu);
            out.insert(out.end(), r.begin(), r.end());
        }
        return out;
    }

    std::vector<Record> entries(uint32_t cpu) {
        dtrace_snap s;
        std::vector<Record> out;
        if (snap(cpu, DTRACE_BUF_AGGREGATION, s))
            return out;
        agg_drops += s.drops;
        const char* data = mapped(s);
        for (uint64_t at = 0; at < s.data_size;) {
            dtrace_agg_hdr hdr;
            std::memcpy(&hdr, data + at, sizeof(hdr));
            out.push_back({hdr.aggid, 0, std::string(data + at, hdr.size)});
            at += hdr.size;
        }
        return out;
    }

    dt_inproc* dev() { return dev_; }

    dtrace_enable last{};
    std::string message;
    uint64_t drops = 0, errors = 0, agg_drops = 0;

private:
    const char* mapped(const dtrace_snap& s) {
        const void* p = dt_inproc_mmap(dev_, s.map_offset, s.map_size);
        return static_cast<const char*>(p) + s.data_offset;
    }

    static void walk(const char* data, uint64_t from, uint64_t to, std::vector<Record>& out) {
        while (from < to) {
            dtrace_rec_hdr hdr{};
            std::memcpy(&hdr, data + from, 8);
            if (hdr.epid != DTRACE_EPID_NONE) {
                std::memcpy(&hdr, data + from, sizeof(hdr));
                out.push_back({hdr.epid, hdr.timestamp, std::string(data + from, hdr.size)});
            }
            from += hdr.size;
        }
    }

    dt_inproc* dev_ = nullptr;
    int error_ = 0;
};
