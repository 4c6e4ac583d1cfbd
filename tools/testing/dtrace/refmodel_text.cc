// SPDX-License-Identifier: GPL-2.0
// Reference model: paths and JSON, on std::string, by recursion.
#include "refmodel.h"

#include <regex.h>

namespace ref {

std::string clean_path(std::string p) {
    const bool rooted = p.starts_with("/");
    std::vector<std::string> parts;
    if (p.empty())
        return p;
    for (size_t at = 0; at <= p.size();) {
        size_t end = std::min(p.find('/', at), p.size());
        std::string part = p.substr(at, end - at);
        at = end + 1;
        if (part.empty() || part == ".")
            continue;
        if (part != "..")
            parts.push_back(part);
        else if (!parts.empty() && parts.back() != "..")
            parts.pop_back();
        else if (!rooted)
            parts.push_back(part);
    }
    std::string out = rooted ? "/" : "";
    for (size_t i = 0; i < parts.size(); i++)
        out += (i ? "/" : "") + parts[i];
    return out.empty() ? "." : out;
}

namespace {

struct NoJson {};

bool is_scalar(const std::string& word) {
    static const regex_t pattern = [] {
        regex_t re;
        regcomp(&re, "^(true|false|null|-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?)$",
                REG_EXTENDED | REG_NOSUB);
        return re;
    }();
    return !regexec(&pattern, word.c_str(), 0, nullptr, 0);
}

// Parses as it goes; throws where the text is none
class Json {
public:
    explicit Json(const std::string& text) : text_(text) {}

    std::string find(const std::vector<std::string>& path, size_t step) {
        blanks();
        if (step == path.size())
            return value();
        if (take('{'))
            return in_object(path, step);
        if (take('['))
            return in_array(path, step);
        throw NoJson();
    }

private:
    const std::string text_;
    size_t at_ = 0;

    char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void blanks() { at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size()); }
    bool take(char c) {
        blanks();
        if (here() != c || !c)
            return false;
        at_++;
        return true;
    }
    void need(char c) {
        if (!take(c))
            throw NoJson();
    }

    std::string quoted() {
        std::string out;
        need('"');
        while (here() != '"') {
            if (at_ >= text_.size())
                throw NoJson();
            out += text_[at_++];
            if (out.back() != '\\')
                continue;
            size_t len = here() == 'u' ? 5 : 1;
            std::string escape = text_.substr(at_, len);
            if (escape.size() < len ||
                (len == 5 && escape.find_first_not_of("0123456789abcdefABCDEF", 1) != escape.npos))
                throw NoJson();
            out += escape;
            at_ += len;
        }
        at_++;
        return out;
    }

    std::string balanced() {
        size_t start = at_;
        int braces = 0, brackets = 0;
        do {
            if (at_ >= text_.size())
                throw NoJson();
            if (here() == '"') {
                quoted();
                continue;
            }
            braces += (here() == '{') - (here() == '}');
            brackets += (here() == '[') - (here() == ']');
            at_++;
            if (braces < 0 || brackets < 0)
                throw NoJson();
        } while (braces || brackets);
        return text_.substr(start, at_ - start);
    }

    std::string value() {
        blanks();
        if (here() == '"')
            return quoted();
        if (here() == '{' || here() == '[')
            return balanced();
        size_t end = text_.find_first_of(" \t\n\r,]}", at_);
        if (end == text_.npos)
            throw NoJson();
        std::string word = text_.substr(at_, end - at_);
        if (!is_scalar(word))
            throw NoJson();
        at_ = end;
        return word;
    }

    std::string in_object(const std::vector<std::string>& path, size_t step) {
        do {
            blanks();
            std::string key = quoted();
            need(':');
            if (key == path[step])
                return find(path, step + 1);
            value();
        } while (take(','));
        throw NoJson();
    }

    std::string in_array(const std::vector<std::string>& path, size_t step) {
        const std::string& digits = path[step];
        if (digits.find_first_not_of("0123456789") != digits.npos || digits.size() > 10)
            throw NoJson();
        for (u64 n = std::stoull(digits); n; n--) {
            if (blanks(), here() == ']')
                throw NoJson();
            value();
            need(',');
        }
        if (blanks(), here() == ']')
            throw NoJson();
        return find(path, step + 1);
    }
};

} // namespace

std::string json(const std::string& text, const std::string& path, bool& found) {
    std::vector<std::string> elements;
    std::string element;
    for (char c : path + ".") {
        if (c != '.' && c != '[' && c != ']') {
            element += c;
        } else if (!element.empty()) {
            elements.push_back(element);
            element.clear();
        }
    }
    found = false;
    if (elements.empty())
        return "";
    try {
        std::string value = Json(text).find(elements, 0);
        found = true;
        return value;
    } catch (const NoJson&) {
        return "";
    }
}

} // namespace ref
