/* SPDX-License-Identifier: GPL-2.0 */
// Result<T>: a value, or the reason why there is none; the one way functions report failure across
// floors.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace dtrace {

// Why an operation failed: a text for the user and, when a system call was behind it, its errno.
struct Error {
    std::string message;
    int sys = 0;
};

// An error whose text is the one of errno value `sys`, with `context: ` in front when there is any.
Error errno_error(int sys, const std::string& context = {});

inline Error make_error(std::string message) {
    return Error{std::move(message), 0};
}

// Either a T or an E. Copies and moves as its content does; no locking. Reading the wrong side is a
// bug (asserted).
template <class T, class E = Error>
class [[nodiscard]] Result {
public:
    using value_type = T;
    using error_type = E;

    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & {
        assert(ok());
        return *std::get_if<0>(&state_);
    }
    const T& value() const& {
        assert(ok());
        return *std::get_if<0>(&state_);
    }
    T&& value() && {
        assert(ok());
        return std::move(*std::get_if<0>(&state_));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    E& error() & {
        assert(!ok());
        return *std::get_if<1>(&state_);
    }
    const E& error() const& {
        assert(!ok());
        return *std::get_if<1>(&state_);
    }
    E&& error() && {
        assert(!ok());
        return std::move(*std::get_if<1>(&state_));
    }

private:
    std::variant<T, E> state_;
};

// Success without a value: `return {};`
template <class E>
class [[nodiscard]] Result<void, E> {
public:
    using value_type = void;
    using error_type = E;

    Result() = default;
    Result(E error) : error_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return error_.index() == 0; }
    explicit operator bool() const { return ok(); }

    const E& error() const& {
        assert(!ok());
        return *std::get_if<1>(&error_);
    }
    E&& error() && {
        assert(!ok());
        return std::move(*std::get_if<1>(&error_));
    }

private:
    std::variant<std::monostate, E> error_;
};

using Status = Result<void>;

} // namespace dtrace
