/* SPDX-License-Identifier: GPL-2.0 */
// A line on standard error when something takes longer than a second.
#pragma once

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

namespace dtrace::consume {

/// Prints its text once, after a second, unless it is destroyed before. Owns a thread meanwhile.
class Notice {
public:
    explicit Notice(std::string text)
        : thread_([this, text = std::move(text)](const std::stop_token& stop) {
              std::unique_lock lock(mutex_);
              ended_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
              if (!stop.stop_requested())
                  std::cerr << text << '\n';
          }) {}

private:
    std::mutex mutex_;
    std::condition_variable_any ended_;
    std::jthread thread_;
};

} // namespace dtrace::consume
