/* SPDX-License-Identifier: GPL-2.0 */
/// @file
/// TextSink: the classic text output.
#pragma once

#include "format/columns.h"
#include "format/flow.h"
#include "format/renderer.h"

namespace dtrace::format {

class TextSink final : public Renderer {
public:
    explicit TextSink(const Parts& parts) : Renderer(parts) {}

    void begin(const consume::Firing& firing) override;
    void end(const consume::Firing& firing) override;
    void error(const consume::ProbeError& error) override;
    void drop(const consume::Drop& drop) override;
    void consumer_error(const consume::Firing& firing, const std::string& text) override;
    void gap() override { output_.write("\n"); }

private:
    struct Handler;
    static const Handler handlers[];
    void show(const consume::Firing& firing, const consume::Item& item) override;
    void show_aggregation(const consume::AggTable& table) override;
    void trace(const consume::Item&);
    void print(const consume::Item&);
    void printa(const consume::Item&);

    bool newline() const { return !on(kern::Opt::Quiet) || on(kern::Opt::FlowIndent); }
    void header();
    ColumnStyle style(size_t text_width, bool quiet) const;

    Flow flow_;
    bool header_decided_ = false;
};

} // namespace dtrace::format
