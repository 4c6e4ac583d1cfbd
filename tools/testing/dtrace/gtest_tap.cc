// SPDX-License-Identifier: GPL-2.0
// main() of GoogleTest programs of the harness: prints TAP.
#include <gtest/gtest.h>

#include <cstdio>

namespace {

class Tap : public testing::EmptyTestEventListener {
    void OnTestProgramStart(const testing::UnitTest& unit) override {
        std::printf("1..%d\n", unit.test_to_run_count());
    }

    void OnTestPartResult(const testing::TestPartResult& r) override {
        if (r.failed())
            std::printf("# %s:%d: %s\n", r.file_name() ? r.file_name() : "?", r.line_number(),
                        r.summary());
    }

    void OnTestEnd(const testing::TestInfo& info) override {
        const auto* r = info.result();
        std::printf("%s %d - %s.%s%s\n", r->Failed() ? "not ok" : "ok", ++number_,
                    info.test_suite_name(), info.name(), r->Skipped() ? " # SKIP" : "");
        std::fflush(stdout);
    }

    int number_ = 0;
};

} // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new Tap);
    return RUN_ALL_TESTS();
}
