// SPDX-License-Identifier: GPL-3.0-or-later
#include "statement.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/model/model.hpp"

namespace heatreel::model {

namespace {

constexpr std::size_t longest_line = 100'000;
constexpr std::size_t most_statements = 50'000;

constexpr std::string_view white_space = " \t\n";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

void check_line(std::string_view line, const expr::SourceLocation& where) {
  if (line.size() > longest_line) {
    complain(where, "the line is too long",
             fmt::format("{} of at most {} characters", base::format_count(line.size()),
                         base::format_count(longest_line)),
             "Continue the statement on an indented line.");
  }
  std::string wanted(line);
  std::replace(wanted.begin(), wanted.end(), '\t', ' ');
  const std::string safe = base::printable(wanted);
  const auto bad = std::mismatch(wanted.begin(), wanted.end(), safe.begin(), safe.end()).first;
  if (bad != wanted.end()) {
    complain(locate(where, line, static_cast<std::size_t>(bad - wanted.begin())),
             "the text holds a byte that cannot be shown",
             fmt::format("0x{:02X} is a control character or not UTF-8",
                         static_cast<unsigned char>(*bad)),
             "Save the file as plain text in UTF-8.");
  }
}

std::string_view without_comment(std::string_view line) {
  char open = '\0';  // the mark that what is read stands between
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool mark = line[i] == '"' || line[i] == '`';
    if (open == '\0' && line[i] == '#') {
      return line.substr(0, i);
    }
    if (mark && (open == '\0' || open == line[i])) {
      open = open == '\0' ? line[i] : '\0';
    }
  }
  return line;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

/// Whether an operand has to come after the word, as after a sign.
bool joins_operands(std::string_view word) {
  return word == "and" || word == "or" || word == "xor" || word == "not";
}

/// How many bytes of a word stand before one of the words `ends`: all of them if none does. After a
/// number there need not be white space.
std::size_t length_before(std::string_view word, std::span<const std::string_view> ends) {
  const bool number = std::isdigit(static_cast<unsigned char>(word.front())) != 0;
  for (const std::string_view end : ends) {
    if (word == end || (number && word.ends_with(end))) {
      return word.size() - end.size();
    }
  }
  return word.size();
}

}  // namespace

std::vector<Statement> split_statements(std::string_view text, const std::string& source) {
  expr::SourceLocation where{source, 1, 1};
  if (text.size() > largest_text) {
    complain(where, "the model is too large",
             fmt::format("{} of at most {}", base::format_bytes(text.size()),
                         base::format_bytes(largest_text)));
  }
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) {
    text.remove_prefix(byte_order_mark.size());
  }
  std::vector<Statement> statements;
  for (std::string_view line : base::split(text, '\n')) {
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    check_line(line, where);
    const std::string_view content = without_comment(line);
    const bool blank = base::trim(content).empty();
    const bool indented = !content.empty() && white_space.find(content[0]) != std::string::npos;
    if (!blank && !indented) {
      statements.push_back({std::string(content), where});
    } else if (!statements.empty()) {
      // A blank line is kept as well, so that line numbers within the statement stay right.
      statements.back().text.append("\n").append(blank ? std::string_view{} : content);
    } else if (!blank) {
      complain(where, "the indented line continues nothing", "it is the first of the file",
               "Begin statements without white space.");
    }
    if (statements.size() > most_statements) {
      complain(where, "the model has too many statements",
               fmt::format("more than {}", base::format_count(most_statements)));
    }
    ++where.line;
  }
  return statements;
}

void StatementReader::skip_space() {
  const std::string_view text = statement_.text;
  offset_ = std::min(text.find_first_not_of(white_space, offset_), text.size());
}

bool StatementReader::at_end() {
  skip_space();
  return offset_ == statement_.text.size();
}

bool StatementReader::sees(char c) { return !at_end() && statement_.text[offset_] == c; }

expr::SourceLocation StatementReader::here() {
  skip_space();
  return locate(statement_.where, statement_.text, offset_);
}

Excerpt StatementReader::cut(std::size_t end) {
  const expr::SourceLocation where = here();
  const std::string_view text = statement_.text;
  Excerpt excerpt{base::trim(text.substr(offset_, end - offset_)), where, false};
  offset_ = end;
  return excerpt;
}

Excerpt StatementReader::word() {
  skip_space();
  return cut(std::min(statement_.text.find_first_of(" \t\n=[\"", offset_), statement_.text.size()));
}

bool StatementReader::accept(std::string_view wanted) {
  const std::size_t before = offset_;
  if (word().text == wanted) {
    return true;
  }
  offset_ = before;
  return false;
}

void StatementReader::expect(char c) {
  if (!accept(c)) {
    complain(here(), fmt::format("'{}' is missing", c));
  }
}

bool StatementReader::accept(char c) {
  const bool next = sees(c);
  offset_ += next ? 1 : 0;
  return next;
}

Excerpt StatementReader::name() {
  if (!sees('`')) {
    return word();
  }
  const expr::SourceLocation where = here();
  const std::size_t begin = offset_ + 1;
  enclosed('`');
  return {std::string_view(statement_.text).substr(begin, offset_ - 1 - begin), where, true};
}

std::size_t StatementReader::end_of_expression(std::span<const std::string_view> ends) const {
  const std::string_view text = statement_.text;
  int depth = 0;
  bool complete = false;  // an operator may come next
  std::size_t i = offset_;
  while (i < text.size() && text[i] != '[' && text[i] != '"' && (text[i] != ',' || depth > 0)) {
    const std::size_t begin = i++;
    if (is_word(text[begin])) {
      i = static_cast<std::size_t>(std::find_if_not(text.begin() + begin, text.end(), is_word) -
                                   text.begin());
      const std::string_view word = text.substr(begin, i - begin);
      const std::size_t length = depth == 0 ? length_before(word, ends) : word.size();
      if (length < word.size() && (complete || length > 0)) {
        return begin + length;
      }
      complete = !joins_operands(word);
    } else if (text[begin] == '`') {
      i = std::min(text.find('`', i), text.size() - 1) + 1;
      complete = true;
    } else if (white_space.find(text[begin]) == std::string_view::npos) {
      depth += text[begin] == '(' ? 1 : text[begin] == ')' ? -1 : 0;
      complete = text[begin] == ')';
    }
  }
  return i;
}

Excerpt StatementReader::expression(std::span<const std::string_view> ends) {
  skip_space();
  return cut(end_of_expression(ends));
}

Excerpt StatementReader::rest() {
  skip_space();
  return cut(statement_.text.size());
}

std::string StatementReader::enclosed(char closing) {
  const expr::SourceLocation where = here();
  const std::string_view text = statement_.text;
  const std::size_t end = text.find_first_of(std::string{closing, '\n'}, offset_ + 1);
  if (end == std::string_view::npos || text[end] == '\n') {
    complain(where, fmt::format("the closing {} is missing", closing), "",
             "It must be on the same line.");
  }
  std::string inside(base::trim(text.substr(offset_ + 1, end - offset_ - 1)));
  offset_ = end + 1;
  return inside;
}

void StatementReader::finish() {
  if (!at_end()) {
    const expr::SourceLocation where = here();
    complain(where, fmt::format("unexpected '{}'", single_line(rest().text)),
             "the statement should end here");
  }
}

std::string single_line(std::string_view text) {
  std::string line;
  for (const char c : base::trim(text)) {
    const bool space = white_space.find(c) != std::string_view::npos;
    if (!space) {
      line += c;
    } else if (line.back() != ' ') {
      line += ' ';
    }
  }
  return line;
}

}  // namespace heatreel::model
