// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "heatreel/expr/source_location.hpp"

namespace heatreel::model {

/// One statement of a model file: its lines without comments, joined by line feeds.
struct Statement {
  std::string text;
  expr::SourceLocation where;  ///< of its first character
};

/// Cuts a model file into statements: a line that begins with white space continues the statement
/// before it, `#` outside quotes begins a comment. Byte order mark and carriage returns are
/// dropped. \throws base::ConfigError for texts beyond the limits, text that is not UTF-8 and an
/// indented
///         line that continues nothing
std::vector<Statement> split_statements(std::string_view text, const std::string& source);

/// A piece of a statement.
struct Excerpt {
  std::string_view text;
  expr::SourceLocation where;
  bool quoted = false;  ///< a name between backticks, which `text` does not hold
};

/// Reads a statement piece by piece. Excerpts refer to the statement, which must outlive them.
class StatementReader {
 public:
  explicit StatementReader(const Statement& statement) : statement_(statement) {}

  /// True if nothing is left but white space.
  bool at_end();

  /// True if `c` is next.
  bool sees(char c);

  /// The next run of characters other than white space, `=`, `[` and `"`; "" if there is none.
  Excerpt word();

  /// Takes the word if it is next.
  bool accept(std::string_view wanted);

  void expect(char c);

  /// Takes the character if it is next.
  bool accept(char c);

  /// A word, or what stands between backticks.
  Excerpt name();

  /// The expression that is next: all up to `[`, `"`, a comma outside parentheses, the end, or one
  /// of the words `ends` where an operator would have to stand.
  Excerpt expression(std::span<const std::string_view> ends);

  Excerpt rest();

  /// All that is left, which is not taken.
  std::string_view left() const { return std::string_view(statement_.text).substr(offset_); }

  /// What stands between the character that is next and `closing`, on one line.
  std::string enclosed(char closing);

  /// Complains if anything is left.
  void finish();

  /// The place of what is next.
  expr::SourceLocation here();

 private:
  void skip_space();
  std::size_t end_of_expression(std::span<const std::string_view> ends) const;
  Excerpt cut(std::size_t end);

  const Statement& statement_;
  std::size_t offset_ = 0;
};

/// Text with each run of white space as one space, to show in one line what was written in several.
std::string single_line(std::string_view text);

}  // namespace heatreel::model
