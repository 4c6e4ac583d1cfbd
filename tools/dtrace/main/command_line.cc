// SPDX-License-Identifier: GPL-2.0
// getopt() and a table of letters.
#include "main/command_line.h"

#include "base/strings.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <getopt.h>

namespace dtrace::cli {

namespace {

constexpr const char* LETTERS = "3:6:aAb:Bc:CD:ef:FGhHi:I:lL:m:n:o:p:P:qs:SU:vVwx:X:Z";
constexpr int USAGE_STATUS = 2;
constexpr int HELP = 256;

constexpr option LONG_OPTIONS[] = {{"help", no_argument, nullptr, HELP}, {}};

/// Letters that set an option: flags without, the others with their argument.
struct OptionLetter {
    char letter;
    const char* name;
    bool has_value;
};
constexpr OptionLetter OPTION_LETTERS[] = {
    {'a', "grabanon", false}, {'b', "bufsize", true},     {'C', "cpp", false},
    {'D', "define", true},    {'F', "flowindent", false}, {'H', "cpphdrs", false},
    {'I', "incdir", true},    {'L', "libdir", true},      {'q', "quiet", false},
    {'S', "verbose", false},  {'U', "undef", true},       {'w', "destructive", false},
    {'X', "stdc", true},      {'Z', "zdefs", false},
};

struct ProgramLetter {
    char letter;
    ProgramSpec::Kind kind;
};
constexpr ProgramLetter PROGRAM_LETTERS[] = {
    {'P', ProgramSpec::Kind::Provider}, {'m', ProgramSpec::Kind::Module},
    {'f', ProgramSpec::Kind::Function}, {'n', ProgramSpec::Kind::Name},
    {'i', ProgramSpec::Kind::Id},       {'s', ProgramSpec::Kind::Script},
};

struct ModeLetter {
    char letter;
    Mode mode;
};
constexpr ModeLetter MODE_LETTERS[] = {
    {'A', Mode::Anonymous}, {'G', Mode::Link},    {'h', Mode::Header},
    {'l', Mode::List},      {'V', Mode::Version},
};

template <class Row, size_t N>
const Row* find_row(const Row (&rows)[N], int letter) {
    auto found = std::find_if(std::begin(rows), std::end(rows),
                              [&](const Row& row) { return row.letter == letter; });
    return found == std::end(rows) ? nullptr : found;
}

/// Linux passes the rest of a #! line as one word: "-q -s" becomes two words again.
std::vector<char*> split_first_word(int argc, char** argv, std::vector<std::string>& storage) {
    std::vector<char*> words(argv, argv + argc);
    if (argc < 3 || argv[1][0] != '-')
        return words;
    storage = split_words(argv[1], " \t");
    bool all_options = storage.size() > 1 && storage.back().back() == 's' &&
                       std::all_of(storage.begin(), storage.end(),
                                   [](const std::string& word) { return word[0] == '-'; });
    if (!all_options)
        return words;
    words.erase(words.begin() + 1);
    for (size_t i = 0; i < storage.size(); i++)
        words.insert(words.begin() + 1 + static_cast<std::ptrdiff_t>(i), storage[i].data());
    return words;
}

class Parser {
public:
    std::variant<CommandLine, ExitStatus> parse(std::vector<char*> words);

private:
    bool letter(int c, const char* argument);
    void split_setting(const std::string& argument);
    bool data_model(int c, const std::string& bits);

    ExitStatus usage() const {
        print_usage(line_.command, stderr);
        return {USAGE_STATUS};
    }

    CommandLine line_;
    int modes_ = 0;
};

/// -x NAME[=VALUE]
void Parser::split_setting(const std::string& argument) {
    size_t equals = argument.find('=');
    std::string name = argument.substr(0, equals);
    std::optional<std::string> value;
    if (equals != argument.npos)
        value = argument.substr(equals + 1);
    line_.settings.push_back({"-x " + name, name, value});
}

/// -32, -64
bool Parser::data_model(int c, const std::string& bits) {
    if (bits == (c == '3' ? "2" : "4"))
        return true;
    std::fprintf(stderr, "%s: illegal option -- %c%s\n", line_.command.c_str(), c, bits.c_str());
    return false;
}

bool Parser::letter(int c, const char* argument) {
    if (const auto* row = find_row(MODE_LETTERS, c)) {
        line_.mode = row->mode;
        modes_++;
    }
    if (const auto* row = find_row(OPTION_LETTERS, c)) {
        std::string label = std::string("-") + row->letter;
        if (row->has_value)
            label += std::string(" ") + argument;
        line_.settings.push_back(
            {label, row->name,
             row->has_value ? std::optional<std::string>(argument) : std::nullopt});
    }
    if (const auto* row = find_row(PROGRAM_LETTERS, c))
        line_.programs.push_back({row->kind, argument});
    switch (c) {
    case '?': return false;
    case '3':
    case '6': return data_model(c, argument);
    case 'c': line_.targets.push_back({true, argument}); break;
    case 'p': line_.targets.push_back({false, argument}); break;
    case 'e': line_.compile_only = true; break;
    case 'o': line_.output = argument; break;
    case 'v': line_.verbose = true; break;
    case 'x': split_setting(argument); break;
    default: break;
    }
    return true;
}

std::variant<CommandLine, ExitStatus> Parser::parse(std::vector<char*> words) {
    line_.argv0 = words[0];
    line_.words.assign(words.begin(), words.end());
    line_.command = path_basename(words[0]);
    if (words.size() == 1)
        return usage();
    int argc = static_cast<int>(words.size());
    words.push_back(nullptr);
    words[0] = line_.command.data(); // what getopt's messages begin with
    ::optind = 0;                    // also restarts glibc's scan
    for (int c; (c = ::getopt_long(argc, words.data(), LETTERS, LONG_OPTIONS, nullptr)) != -1;) {
        if (c == HELP) {
            print_usage(line_.command, stdout);
            return ExitStatus{0};
        }
        if (!letter(c, ::optarg ? ::optarg : ""))
            return usage();
    }
    line_.operands.assign(words.begin() + ::optind, words.end() - 1);
    if (modes_ > 1) {
        std::fprintf(stderr, "%s: only one of the [-AGhlV] options can be specified at a time\n",
                     line_.command.c_str());
        return ExitStatus{USAGE_STATUS};
    }
    return std::move(line_);
}

} // namespace

std::variant<CommandLine, ExitStatus> parse_command_line(int argc, char** argv) {
    std::vector<std::string> storage;
    return Parser().parse(split_first_word(argc, argv, storage));
}

} // namespace dtrace::cli
