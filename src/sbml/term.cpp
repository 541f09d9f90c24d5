// SPDX-License-Identifier: GPL-3.0-or-later
#include "term.hpp"

#include <cmath>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::sbml {

namespace {

/// The next tighter binding.
Binding above(Binding binding) { return static_cast<Binding>(static_cast<int>(binding) + 1); }

/// A right operand; one with a sign gets parentheses, since `a - -b` is hard to read.
std::string right(const Term& term, Binding least) {
  return within(term, term.binding == Binding::sign ? Binding::power : least);
}

Term joined(const Term& a, const std::string& symbol, const Term& b, Binding binding) {
  return {within(a, binding) + symbol + right(b, above(binding)), binding};
}

}  // namespace

Term number(double value) {
  if (std::isnan(value)) {
    return {"0/0", Binding::product};
  }
  if (std::isinf(value)) {
    return {value > 0 ? "1/0" : "-1/0", Binding::product};
  }
  return {base::format_exact(value), std::signbit(value) ? Binding::sign : Binding::atom};
}

bool is_number(const Term& term, double value) { return base::parse_double(term.text) == value; }

std::string within(const Term& term, Binding least) {
  return term.binding < least ? fmt::format("({})", term.text) : term.text;
}

Term operator+(const Term& a, const Term& b) {
  if (is_number(a, 0) || is_number(b, 0)) {
    return is_number(a, 0) ? b : a;
  }
  if (b.binding == Binding::sign) {
    return {within(a, Binding::sum) + " - " + b.text.substr(1), Binding::sum};
  }
  return joined(a, " + ", b, Binding::sum);
}

Term operator-(const Term& a, const Term& b) {
  if (is_number(b, 0)) {
    return a;
  }
  return is_number(a, 0) ? -b : joined(a, " - ", b, Binding::sum);
}

Term operator*(const Term& a, const Term& b) {
  if (is_number(a, 0) || is_number(b, 0)) {
    return number(0);
  }
  if (is_number(a, 1)) {
    return b;
  }
  return is_number(b, 1) ? a : joined(a, "*", b, Binding::product);
}

Term operator/(const Term& a, const Term& b) {
  return is_number(b, 1) || (is_number(a, 0) && !is_number(b, 0))
             ? a
             : joined(a, "/", b, Binding::product);
}

/// -(a·b) and (-a)·b are the same number, so a product needs no parentheses.
Term operator-(const Term& a) {
  const bool signed_already = a.text.starts_with('-');
  return {"-" + within(a, signed_already ? Binding::atom : Binding::product), Binding::sign};
}

Term power(const Term& base, const Term& exponent) {
  return {within(base, Binding::atom) + "^" + within(exponent, Binding::atom), Binding::power};
}

Term compare(const Term& a, const std::string& symbol, const Term& b) {
  return {fmt::format("{} {} {}", within(a, Binding::sum), symbol, within(b, Binding::sum)),
          Binding::comparison};
}

Term join(const Term& a, const std::string& word, const Term& b) {
  return {fmt::format("{} {} {}", within(a, Binding::sum), word, within(b, Binding::sum)),
          Binding::logic};
}

Term call(const std::string& function, const std::vector<Term>& arguments) {
  std::string text = function + "(";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    text += (i == 0 ? "" : ", ") + arguments[i].text;
  }
  return {text + ")", Binding::atom};
}

}  // namespace heatreel::sbml
