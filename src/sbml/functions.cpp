// SPDX-License-Identifier: GPL-3.0-or-later
#include "functions.hpp"

#include <map>

namespace heatreel::sbml {

namespace {

using Terms = std::vector<Term>;

const Term zero = number(0);
const Term one = number(1);
const Term two = number(2);

Term root(const Term& x) { return call("sqrt", {x}); }
Term log(const Term& x) { return call("log", {x}); }

/// ln(|x| + sqrt(x² + 1)) with the sign of x, which loses no digits below zero.
Term arsinh(const Term& x) {
  const Term size = log(call("abs", {x}) + root(power(x, two) + one));
  return call("if", {compare(x, "<", zero), -size, size});
}

/// Functions of one argument that the model language has.
const std::map<ASTNodeType_t, std::string> names = {
    {AST_FUNCTION_ABS, "abs"},     {AST_FUNCTION_CEILING, "ceil"},
    {AST_FUNCTION_EXP, "exp"},     {AST_FUNCTION_FACTORIAL, "factorial"},
    {AST_FUNCTION_FLOOR, "floor"}, {AST_FUNCTION_LN, "log"},
    {AST_FUNCTION_LOG, "log10"},   {AST_FUNCTION_ROOT, "sqrt"},
    {AST_FUNCTION_SIN, "sin"},     {AST_FUNCTION_COS, "cos"},
    {AST_FUNCTION_TAN, "tan"},     {AST_FUNCTION_SINH, "sinh"},
    {AST_FUNCTION_COSH, "cosh"},   {AST_FUNCTION_TANH, "tanh"},
    {AST_FUNCTION_ARCSIN, "asin"}, {AST_FUNCTION_ARCCOS, "acos"},
    {AST_FUNCTION_ARCTAN, "atan"}, {AST_LOGICAL_NOT, "not"}};

/// f(x) = 1/g(x)
const std::map<ASTNodeType_t, std::string> reciprocals = {
    {AST_FUNCTION_SEC, "cos"},   {AST_FUNCTION_CSC, "sin"},   {AST_FUNCTION_COT, "tan"},
    {AST_FUNCTION_SECH, "cosh"}, {AST_FUNCTION_CSCH, "sinh"}, {AST_FUNCTION_COTH, "tanh"}};

/// f(x) = g(1/x)
const std::map<ASTNodeType_t, ASTNodeType_t> of_reciprocals = {
    {AST_FUNCTION_ARCSEC, AST_FUNCTION_ARCCOS},   {AST_FUNCTION_ARCCSC, AST_FUNCTION_ARCSIN},
    {AST_FUNCTION_ARCCOT, AST_FUNCTION_ARCTAN},   {AST_FUNCTION_ARCSECH, AST_FUNCTION_ARCCOSH},
    {AST_FUNCTION_ARCCSCH, AST_FUNCTION_ARCSINH}, {AST_FUNCTION_ARCCOTH, AST_FUNCTION_ARCTANH}};

std::optional<Term> of_one(ASTNodeType_t function, const Term& x) {
  if (const auto found = names.find(function); found != names.end()) {
    return call(found->second, {x});
  }
  if (const auto found = reciprocals.find(function); found != reciprocals.end()) {
    return one / call(found->second, {x});
  }
  if (const auto found = of_reciprocals.find(function); found != of_reciprocals.end()) {
    return of_one(found->second, one / x);
  }
  switch (function) {
    case AST_FUNCTION_ARCSINH:
      return arsinh(x);
    case AST_FUNCTION_ARCCOSH:
      return log(x + root(power(x, two) - one));
    case AST_FUNCTION_ARCTANH:
      return number(0.5) * log((one + x) / (one - x));
    case AST_MINUS:
      return -x;
    default:
      return std::nullopt;
  }
}

/// The whole part of a/b.
Term quotient(const Term& a, const Term& b) {
  const Term ratio = a / b;
  return call("if", {compare(ratio, "<", zero), call("ceil", {ratio}), call("floor", {ratio})});
}

std::optional<Term> of_two(ASTNodeType_t function, const Term& a, const Term& b) {
  switch (function) {
    case AST_MINUS:
      return a - b;
    case AST_DIVIDE:
      return a / b;
    case AST_POWER:
    case AST_FUNCTION_POWER:
      return power(a, b);
    case AST_FUNCTION_ROOT:
      return is_number(a, 2) ? root(b) : power(b, one / a);
    case AST_FUNCTION_LOG:
      return is_number(a, 10) ? call("log10", {b}) : log(b) / log(a);
    case AST_FUNCTION_QUOTIENT:
      return quotient(a, b);
    case AST_FUNCTION_REM:
      return a - b * quotient(a, b);
    case AST_LOGICAL_IMPLIES:
      return join(call("not", {a}), "or", b);
    case AST_RELATIONAL_NEQ:
      return compare(a, "!=", b);
    default:
      return std::nullopt;
  }
}

/// x₁ ∘ x₂ ∘ …, from left to right; `empty` where there is no argument.
template <class Operation>
Term folded(const Terms& x, const Term& empty, Operation operation) {
  Term result = x.empty() ? empty : x.front();
  for (std::size_t i = 1; i < x.size(); ++i) {
    result = operation(result, x[i]);
  }
  return result;
}

/// a < b < c holds if a < b and b < c.
Term chain(const Terms& x, const std::string& symbol) {
  Terms links;
  for (std::size_t i = 1; i < x.size(); ++i) {
    links.push_back(compare(x[i - 1], symbol, x[i]));
  }
  return folded(links, one, [](const Term& a, const Term& b) { return join(a, "and", b); });
}

const std::map<ASTNodeType_t, std::string> comparisons = {{AST_RELATIONAL_EQ, "=="},
                                                          {AST_RELATIONAL_LT, "<"},
                                                          {AST_RELATIONAL_LEQ, "<="},
                                                          {AST_RELATIONAL_GT, ">"},
                                                          {AST_RELATIONAL_GEQ, ">="}};

std::optional<Term> of_many(ASTNodeType_t function, const Terms& x) {
  if (const auto found = comparisons.find(function); found != comparisons.end()) {
    return chain(x, found->second);
  }
  const auto joined = [&](const std::string& word, const Term& empty) {
    return folded(x, empty, [&](const Term& a, const Term& b) { return join(a, word, b); });
  };
  if (x.empty() && (function == AST_FUNCTION_MIN || function == AST_FUNCTION_MAX)) {
    return std::nullopt;
  }
  switch (function) {
    case AST_PLUS:
      return folded(x, zero, [](const Term& a, const Term& b) { return a + b; });
    case AST_TIMES:
      return folded(x, one, [](const Term& a, const Term& b) { return a * b; });
    case AST_FUNCTION_MIN:
      return x.size() == 1 ? x[0] : call("min", x);
    case AST_FUNCTION_MAX:
      return x.size() == 1 ? x[0] : call("max", x);
    case AST_LOGICAL_AND:
      return joined("and", one);
    case AST_LOGICAL_OR:
      return joined("or", zero);
    case AST_LOGICAL_XOR:
      return joined("xor", zero);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Term> apply_function(ASTNodeType_t function, const std::vector<Term>& arguments) {
  std::optional<Term> result;
  if (arguments.size() == 1) {
    result = of_one(function, arguments[0]);
  } else if (arguments.size() == 2) {
    result = of_two(function, arguments[0], arguments[1]);
  }
  return result ? result : of_many(function, arguments);
}

}  // namespace heatreel::sbml
