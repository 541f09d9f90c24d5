// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "term.hpp"

#include <string>

namespace heatreel::sbml {

/// What is said about a quantity besides its value; "" where there is nothing to say.
struct Remarks {
  std::string unit;
  std::string description;
};

/// The text of a model file, put together statement by statement. Long statements are continued on
/// indented lines.
class ModelText {
 public:
  void comment(const std::string& text);
  void blank();
  void statement(const std::string& text);
  void continuation(const std::string& text);  ///< of the statement before it, on a line of its own

  /// `KIND NAME = VALUE [UNIT] "DESCRIPTION"`
  void define(const std::string& kind, const std::string& name, const Term& value,
              const Remarks& remarks = {});

  const std::string& text() const { return text_; }

 private:
  void wrap(const std::string& text, std::size_t column);

  std::string text_;
};

/// A text between quotes, on one line.
std::string in_quotes(const std::string& text);

}  // namespace heatreel::sbml
