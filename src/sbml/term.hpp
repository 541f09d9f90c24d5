// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace heatreel::sbml {

/// How tightly the outermost operator of an expression binds in the model language, loosest first.
enum class Binding { logic, comparison, sum, product, sign, power, atom };

/// A piece of an expression in the model language. It is put together with as few parentheses as
/// keep its meaning. Operations with a written 0 or 1 that change nothing are left out; 0·x is 0.
struct Term {
  std::string text;
  Binding binding = Binding::atom;
};

/// \param value any; what is not finite is written as a division by zero
Term number(double value);

bool is_number(const Term& term, double value);

/// The text of a term, in parentheses if it binds more loosely than `least`.
std::string within(const Term& term, Binding least);

Term operator+(const Term& a, const Term& b);
Term operator-(const Term& a, const Term& b);
Term operator*(const Term& a, const Term& b);
Term operator/(const Term& a, const Term& b);
Term operator-(const Term& a);
Term power(const Term& base, const Term& exponent);

/// \param symbol `<`, `==`, …
Term compare(const Term& a, const std::string& symbol, const Term& b);

/// `a and b`, `a or b`, `a xor b`
Term join(const Term& a, const std::string& word, const Term& b);

Term call(const std::string& function, const std::vector<Term>& arguments);

}  // namespace heatreel::sbml
