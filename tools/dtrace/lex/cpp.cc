// SPDX-License-Identifier: GPL-2.0
// Runs cpp: the script is its standard input, in a memory file, so that nothing can block on it.
#include "lex/cpp.h"

#include "base/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace dtrace::lex {

namespace {

constexpr const char* failed_text = "Preprocessor failed to process input program";

// The script without its `#!` line.
std::string_view after_interpreter(std::string_view text) {
    return text.starts_with("#!") ? text.substr(std::min(text.find('\n'), text.size())) : text;
}

Result<UniqueFd> memory_file(std::string_view text) {
    UniqueFd fd(::memfd_create("script", MFD_CLOEXEC));
    if (!fd)
        return errno_error(errno, failed_text);
    while (!text.empty()) {
        ssize_t written = ::write(fd.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return errno_error(errno, failed_text);
        text.remove_prefix(written < 0 ? 0 : static_cast<size_t>(written));
    }
    ::lseek(fd.get(), 0, SEEK_SET);
    return fd;
}

// Named so, the script's own lines are those without a file name in messages.
constexpr const char* input_name = "/dev/stdin";

std::vector<std::string> command_of(const CppOptions& options) {
    std::vector<std::string> command{options.path};
    if (options.show_headers)
        command.emplace_back("-H");
    command.insert(command.end(), options.args.begin(), options.args.end());
    command.emplace_back(input_name);
    return command;
}

Result<pid_t> spawn(const std::vector<std::string>& command, int input, int output) {
    std::vector<char*> argv;
    argv.reserve(command.size() + 1);
    for (const std::string& word : command)
        argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    pid_t child = 0;
    int error = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error == ENOENT)
        return Error{"Preprocessor not found", error};
    if (error)
        return errno_error(error, "Failed to exec preprocessor");
    return child;
}

// Everything up to the end; what cannot be read is missing, cpp's exit status tells.
std::string read_all(int fd) {
    std::string text;
    char block[16384];
    for (;;) {
        ssize_t got = ::read(fd, block, sizeof(block));
        if (got > 0)
            text.append(block, static_cast<size_t>(got));
        else if (got == 0 || errno != EINTR)
            return text;
    }
}

bool succeeded(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

Result<std::string> preprocess(std::string_view text, const CppOptions& options) {
    auto input = memory_file(after_interpreter(text));
    if (!input)
        return input.error();
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0)
        return errno_error(errno, failed_text);
    UniqueFd reader(ends[0]), writer(ends[1]);
    auto child = spawn(command_of(options), input->get(), writer.get());
    writer.reset();
    if (!child)
        return child.error();
    std::string output = read_all(reader.get());
    if (!succeeded(*child))
        return make_error(failed_text);
    return output;
}

} // namespace dtrace::lex
