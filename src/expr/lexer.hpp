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
};

/// Cuts an expression into tokens, one ahead of the parser.
class Lexer {
 public:
  Lexer(std::string_view text, const SourceLocation& where);

  const Token& peek() const { return token_; }
  Token take();

  /// Takes the symbol if it is next.
  bool accept(std::string_view symbol);

  [[noreturn]] void complain_at(std::size_t offset, const std::string& problem,
                                const std::string& why = {},
                                const std::string& suggestion = {}) const;

 private:
  Token read();
  Token read_number();
  Token read_symbol();
  Token cut(TokenKind kind, std::size_t length);

  std::string_view text_;
  SourceLocation where_;
  std::size_t offset_ = 0;
  Token token_;
};

}  // namespace heatreel::expr
