// SPDX-License-Identifier: GPL-3.0-or-later
#include "lexer.hpp"

#include <algorithm>
#include <iterator>

#include "heatreel/base/text.hpp"

namespace heatreel::expr {

namespace {

constexpr std::string_view white_space = " \t\r\n";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_word(char c) { return is_letter(c) || is_digit(c); }

/// How many bytes at the front look like a number, rightly written or not: 1.5e-3, but also 2x.
std::size_t number_length(std::string_view text) {
  bool mantissa = true;
  std::size_t n = 0;
  for (; n < text.size(); ++n) {
    const char c = text[n];
    const bool sign_of_exponent =
        (c == '+' || c == '-') && mantissa && n > 0 && (text[n - 1] == 'e' || text[n - 1] == 'E');
    if (!is_word(c) && c != '.' && !sign_of_exponent) {
      break;
    }
    mantissa = mantissa && (is_digit(c) || c == '.' || c == 'e' || c == 'E');
  }
  return n;
}

/// Length of the UTF-8 character at the front; bytes that are no UTF-8 count as characters.
std::size_t character_length(std::string_view text) {
  const auto next = std::find_if(text.begin() + 1, text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return static_cast<std::size_t>(next - text.begin());
}

}  // namespace

Lexer::Lexer(std::string_view text, const SourceLocation& where)
    : text_(text), where_(where), token_(read()) {}

Token Lexer::take() {
  const Token taken = token_;
  token_ = read();
  return taken;
}

bool Lexer::accept(std::string_view symbol) {
  if (token_.kind != TokenKind::symbol || token_.text != symbol) {
    return false;
  }
  take();
  return true;
}

bool Lexer::accept_word(std::string_view word) {
  if (token_.kind != TokenKind::name || token_.quoted || token_.text != word) {
    return false;
  }
  take();
  return true;
}

std::size_t Lexer::end_of_call() const {
  int open = 0;
  for (std::size_t i = token_.offset; i < text_.size(); ++i) {
    open += text_[i] == '(' ? 1 : text_[i] == ')' ? -1 : 0;
    if (open == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string Lexer::written_call(const Token& name) const {
  const std::size_t end = end_of_call();
  std::string call;
  if (end != std::string_view::npos) {
    const std::string_view text = text_.substr(name.offset, end + 1 - name.offset);
    std::copy_if(text.begin(), text.end(), std::back_inserter(call),
                 [](char c) { return white_space.find(c) == std::string_view::npos; });
  }
  return call;
}

void Lexer::skip_call() {
  offset_ = end_of_call() + 1;
  token_ = read();
}

void Lexer::complain_at(std::size_t offset, const std::string& problem, const std::string& why,
                        const std::string& suggestion) const {
  complain(locate(where_, text_, offset), problem, why, suggestion);
}

Token Lexer::cut(TokenKind kind, std::size_t length) {
  const Token token{kind, text_.substr(offset_, length), offset_, 0.0, false};
  offset_ += length;
  return token;
}

Token Lexer::read() {
  offset_ = std::min(text_.find_first_not_of(white_space, offset_), text_.size());
  const std::string_view rest = text_.substr(offset_);
  if (rest.empty()) {
    return cut(TokenKind::end, 0);
  }
  if (is_digit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1]))) {
    return read_number();
  }
  if (is_letter(rest[0])) {
    const auto* const end = std::find_if_not(rest.begin(), rest.end(), is_word);
    return cut(TokenKind::name, static_cast<std::size_t>(end - rest.begin()));
  }
  return rest[0] == '`' ? read_quoted() : read_symbol();
}

Token Lexer::read_quoted() {
  const std::size_t end = text_.find_first_of("`\n", offset_ + 1);
  if (end == std::string_view::npos || text_[end] == '\n') {
    complain_at(offset_, "the closing ` is missing", "", "It must be on the same line.");
  }
  Token token = cut(TokenKind::name, end + 1 - offset_);
  token.text = token.text.substr(1, token.text.size() - 2);
  token.quoted = true;
  return token;
}

Token Lexer::read_number() {
  Token token = cut(TokenKind::number, number_length(text_.substr(offset_)));
  const auto value = base::parse_double(token.text);
  if (!value) {
    complain_at(token.offset, "cannot read the number '" + std::string(token.text) + "'",
                "not a decimal number within the range of double precision",
                "Write 2*x for a product and 1e-3 for a power of ten.");
  }
  token.number = *value;
  return token;
}

Token Lexer::read_symbol() {
  const std::string_view rest = text_.substr(offset_);
  for (const std::string_view symbol : {"<=", ">=", "==", "!=", "**"}) {
    if (rest.substr(0, 2) == symbol) {
      return cut(TokenKind::symbol, 2);
    }
  }
  constexpr std::string_view symbols = "+-*/^()<>,";
  if (symbols.find(rest[0]) == std::string_view::npos) {
    const std::string character = base::printable(rest.substr(0, character_length(rest)));
    complain_at(offset_, "'" + character + "' has no meaning in an expression", "",
                rest[0] == '=' ? "Write == to compare." : "");
  }
  return cut(TokenKind::symbol, 1);
}

}  // namespace heatreel::expr
