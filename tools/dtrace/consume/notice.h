/* SPDX-License-Identifier: GPL-2.0 */
// Progress on a terminal when something takes longer than a second.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

#include <unistd.h>

namespace dtrace::consume {

/// From the first second on, a line on standard error tells how long it takes; destruction erases
/// it. Where standard error is no terminal nothing is printed. Owns a thread meanwhile.
class Notice {
public:
    explicit Notice(std::string text) {
        if (::isatty(STDERR_FILENO))
            thread_ = std::jthread(
                [this, text = std::move(text)](const std::stop_token& stop) { tell(text, stop); });
    }

private:
    void tell(const std::string& text, const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        for (unsigned seconds = 1;; seconds++) {
            ended_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
            if (stop.stop_requested()) {
                if (seconds > 1)
                    std::fputs("\r\033[K", stderr);
                return;
            }
            std::fprintf(stderr, "\r%s %u s", text.c_str(), seconds);
        }
    }

    std::mutex mutex_;
    std::condition_variable_any ended_;
    std::jthread thread_;
};

} // namespace dtrace::consume
