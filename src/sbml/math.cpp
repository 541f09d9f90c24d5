// SPDX-License-Identifier: GPL-3.0-or-later
#include "math.hpp"

#include "functions.hpp"
#include "refusal.hpp"

#include <map>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"
#include "heatreel/expr/parser.hpp"

namespace heatreel::sbml {

namespace {

/// The number that SBML gives Avogadro's constant (Level 3 Version 1, section 3.4.6).
constexpr double avogadro = 6.02214179e23;
constexpr int deepest_calls = 100;

class Translation {
 public:
  explicit Translation(const Scope& scope) : scope_(scope) {}

  Term term(const ASTNode& node);

 private:
  using Arguments = std::map<std::string, Term, std::less<>>;

  [[noreturn]] void refuse(const std::string& problem, const std::string& why = {},
                           const std::string& suggestion = {}) const {
    complain(scope_.owner, fmt::format("{}: {}", describe(scope_.owner), problem), why, suggestion);
  }

  std::vector<Term> children(const ASTNode& node);
  void check_length(std::size_t length) const;
  Term name(const std::string& id) const;
  Term own_function(const ASTNode& node);
  Term rate_of(const ASTNode& node) const;
  Term piecewise(const ASTNode& node);

  const Scope& scope_;
  const Arguments* arguments_ = nullptr;  ///< of the function that is being written out
  int depth_ = 0;
};

Term scientific(const ASTNode& node) {
  const std::string text =
      fmt::format("{}e{}", base::format_exact(node.getMantissa()), node.getExponent());
  return number(base::parse_double(text).value_or(node.getReal()));
}

std::vector<Term> Translation::children(const ASTNode& node) {
  std::vector<Term> terms;
  std::size_t length = 0;
  for (unsigned i = 0; i < node.getNumChildren(); ++i) {
    terms.push_back(term(*node.getChild(i)));
    length += terms.back().text.size();
    check_length(length);
  }
  return terms;
}

/// The model language would refuse it too, but by then it may have taken all memory.
void Translation::check_length(std::size_t length) const {
  if (length > expr::longest_expression) {
    refuse("the formula is too long",
           fmt::format("it has more than {} characters as model text, with functions written out",
                       base::format_count(expr::longest_expression)));
  }
}

Term Translation::name(const std::string& id) const {
  if (arguments_ != nullptr) {
    if (const auto found = arguments_->find(id); found != arguments_->end()) {
      return found->second;
    }
  }
  return scope_.value(id);
}

/// The body of a function with the arguments in the places of its variables.
Term Translation::own_function(const ASTNode& node) {
  const Model& file = *scope_.owner.getModel();
  const FunctionDefinition* const function = file.getFunctionDefinition(node.getName());
  if (function == nullptr || !function->isSetMath() || function->getBody() == nullptr) {
    refuse(fmt::format("unknown function '{}'", node.getName()), "the file does not define it");
  }
  if (function->getNumArguments() != node.getNumChildren()) {
    refuse(fmt::format("wrong number of arguments for '{}'", node.getName()),
           fmt::format("{} instead of {}", node.getNumChildren(), function->getNumArguments()));
  }
  if (depth_ == deepest_calls) {
    refuse("functions call each other without an end", fmt::format("'{}' is one", node.getName()));
  }
  Arguments given;
  for (unsigned i = 0; i < node.getNumChildren(); ++i) {
    given.emplace(function->getArgument(i)->getName(), term(*node.getChild(i)));
  }
  const Arguments* const outer = arguments_;
  arguments_ = &given;
  ++depth_;
  Term result = term(*function->getBody());
  --depth_;
  arguments_ = outer;
  check_length(result.text.size());
  return result;
}

Term Translation::rate_of(const ASTNode& node) const {
  const ASTNode* const argument = node.getNumChildren() == 1 ? node.getChild(0) : nullptr;
  if (argument == nullptr || !argument->isName()) {
    refuse("rateOf is not of a name");
  }
  if (arguments_ != nullptr && arguments_->count(argument->getName()) > 0) {
    refuse("rateOf of a function's variable is not supported");
  }
  return scope_.rate_of(argument->getName());
}

/// MathML has pairs of value and condition, and the value otherwise.
Term Translation::piecewise(const ASTNode& node) {
  const unsigned parts = node.getNumChildren();
  if (parts % 2 == 0) {
    refuse("a piecewise has no otherwise", "it may have no value",
           "Add an otherwise to it in the file.");
  }
  const std::vector<Term> terms = children(node);
  if (parts == 1) {
    return terms[0];
  }
  return parts == 3 ? call("if", {terms[1], terms[0], terms[2]}) : call("piecewise", terms);
}

Term Translation::term(const ASTNode& node) {
  switch (node.getType()) {
    case AST_INTEGER:
      return number(static_cast<double>(node.getInteger()));
    case AST_REAL:
      return number(node.getReal());
    case AST_REAL_E:
      return scientific(node);
    case AST_RATIONAL:
      return number(static_cast<double>(node.getNumerator())) /
             number(static_cast<double>(node.getDenominator()));
    case AST_NAME:
      return name(node.getName());
    case AST_NAME_TIME:
      return scope_.time;
    case AST_NAME_AVOGADRO:
      return number(avogadro);
    case AST_CONSTANT_PI:
      return {"pi"};
    case AST_CONSTANT_E:
      return {"exp(1)"};
    case AST_CONSTANT_TRUE:
      return number(1);
    case AST_CONSTANT_FALSE:
      return number(0);
    case AST_FUNCTION:
      return own_function(node);
    case AST_FUNCTION_RATE_OF:
      return rate_of(node);
    case AST_FUNCTION_PIECEWISE:
      return piecewise(node);
    case AST_FUNCTION_DELAY:
      refuse("delay is not supported", "heatreel has no delay differential equations");
    default:
      break;
  }
  if (const auto result = apply_function(node.getType(), children(node))) {
    return *result;
  }
  refuse(fmt::format("the function '{}' with {} arguments is not supported",
                     node.getName() == nullptr ? "?" : node.getName(), node.getNumChildren()));
}

}  // namespace

Term translate(const ASTNode& math, const Scope& scope) { return Translation(scope).term(math); }

}  // namespace heatreel::sbml
