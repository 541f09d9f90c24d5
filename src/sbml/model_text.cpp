// SPDX-License-Identifier: GPL-3.0-or-later
#include "model_text.hpp"

#include "names.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::sbml {

namespace {

constexpr std::size_t line_width = 100;

/// Where the next piece of a statement ends: at a space outside quotes, backticks and brackets.
std::size_t piece_end(const std::string& text, std::size_t begin) {
  char closing = '\0';
  for (std::size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (closing != '\0') {
      closing = c == closing ? '\0' : closing;
    } else if (c == ' ' && i > begin) {
      return i;
    } else if (c == '"' || c == '`') {
      closing = c;
    } else if (c == '[') {
      closing = ']';
    }
  }
  return text.size();
}

}  // namespace

std::string in_quotes(const std::string& text) {
  std::string line = text;
  std::replace(line.begin(), line.end(), '"', '\'');
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return fmt::format("\"{}\"", base::trim(base::printable(line)));
}

void ModelText::comment(const std::string& text) {
  text_ += fmt::format("# {}\n", base::printable(text));
}

void ModelText::blank() { text_ += '\n'; }

void ModelText::statement(const std::string& text) { wrap(text, 0); }

void ModelText::continuation(const std::string& text) {
  text_ += "  ";
  wrap(text, 2);
}

void ModelText::wrap(const std::string& text, std::size_t column) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = piece_end(text, begin);
    if (begin > 0 && column + (end - begin) > line_width) {
      text_ += "\n   ";
      column = 3;
    }
    text_.append(text, begin, end - begin);
    column += end - begin;
    begin = end;
  }
  text_ += '\n';
}

void ModelText::define(const std::string& kind, const std::string& name, const Term& value,
                       const Remarks& remarks) {
  std::string text = fmt::format("{} {} = {}", kind, quoted(name), value.text);
  if (!remarks.unit.empty()) {
    text += fmt::format(" [{}]", remarks.unit);
  }
  if (!remarks.description.empty()) {
    text += " " + in_quotes(remarks.description);
  }
  statement(text);
}

}  // namespace heatreel::sbml
