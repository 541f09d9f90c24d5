// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "heatreel/expr/source_location.hpp"

namespace heatreel::expr {

enum class TokenKind { number, name, symbol, end };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;
  std::size_t offset = 0;  ///< of its first byte
  double number = 0.0;     ///< of a number
  bool quoted = false;     ///< a name between backticks, which `text` does not hold
};

/// Cuts an expression into tokens, one ahead of the parser.
class Lexer {
 public:
  Lexer(std::string_view text, const SourceLocation& where);

  const Token& peek() const { return token_; }
  Token take();

  /// Takes the symbol if it is next.
  bool accept(std::string_view symbol);

  /// Takes the word if it is next and not between backticks.
  bool accept_word(std::string_view word);

  /// What a call of `name` says, without white space, if the '(' that is next has a ')': `X(0)`.
  std::string written_call(const Token& name) const;

  /// Takes all up to the ')' of the '(' that is next. \pre written_call() gives a text
  void skip_call();

  [[noreturn]] void complain_at(std::size_t offset, const std::string& problem,
                                const std::string& why = {},
                                const std::string& suggestion = {}) const;

 private:
  Token read();
  Token read_number();
  Token read_symbol();
  Token read_quoted();
  /// Where the ')' is that belongs to the '(' that is next; npos if there is none.
  std::size_t end_of_call() const;
  Token cut(TokenKind kind, std::size_t length);

  std::string_view text_;
  SourceLocation where_;
  std::size_t offset_ = 0;
  Token token_;
};

}  // namespace heatreel::expr
