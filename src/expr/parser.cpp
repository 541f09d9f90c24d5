// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/expr/parser.hpp"

#include "functions.hpp"
#include "lexer.hpp"
#include "logic.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::expr {

namespace {

constexpr int deepest_nesting = 200;

std::string describe(const Token& token) {
  return token.kind == TokenKind::end ? "the expression ends"
                                      : fmt::format("'{}' is here", token.text);
}

/// Recursive descent, one member function a line of the grammar.
class Parser {
 public:
  Parser(std::string_view text, const SourceLocation& where, Graph& graph,
         const NameResolver& resolve, std::span<const std::string> known_names)
      : lexer_(text, where), graph_(graph), resolve_(resolve), known_names_(known_names) {}

  NodeId whole();

 private:
  NodeId condition();
  NodeId conjunction();
  NodeId negation();
  NodeId negated_parenthesis();
  NodeId comparison();
  NodeId sum();
  NodeId product();
  NodeId signed_power();
  NodeId power();
  NodeId primary();
  NodeId name(const Token& token);
  NodeId call(const Token& token);
  NodeId unknown_call(const Token& token);
  void check_count(const Token& token, const Function& function, std::size_t count);
  std::vector<NodeId> arguments();
  void close(std::size_t opened_at);
  void go_deeper();
  NodeId compare(std::string_view symbol, NodeId a, NodeId b);

  Lexer lexer_;
  Graph& graph_;
  const NameResolver& resolve_;
  std::span<const std::string> known_names_;
  int depth_ = 0;
};

bool compares(const Token& token) {
  constexpr std::array symbols = {"<", "<=", ">", ">=", "==", "!="};
  return token.kind == TokenKind::symbol &&
         std::find(symbols.begin(), symbols.end(), token.text) != symbols.end();
}

/// Whether a symbol binds what is before it to what comes.
bool is_operator(const Token& token) {
  return token.kind == TokenKind::symbol && token.text != ")" && token.text != "(" &&
         token.text != ",";
}

bool joins_conditions(const Token& token) {
  return token.kind == TokenKind::name && !token.quoted &&
         (token.text == "and" || token.text == "or" || token.text == "xor");
}

NodeId Parser::whole() {
  const NodeId root = condition();
  const Token& rest = lexer_.peek();
  if (rest.kind != TokenKind::end) {
    lexer_.complain_at(
        rest.offset, fmt::format("unexpected '{}'", rest.text),
        rest.text == ")" ? "no '(' belongs to it" : "an operator is missing before it");
  }
  return root;
}

NodeId Parser::compare(std::string_view symbol, NodeId a, NodeId b) {
  if (symbol == "<") {
    return graph_.less(a, b);
  }
  if (symbol == "<=") {
    return graph_.less_equal(a, b);
  }
  if (symbol == ">") {
    return graph_.less(b, a);
  }
  if (symbol == ">=") {
    return graph_.less_equal(b, a);
  }
  const NodeId equal = graph_.apply(Op::equal, a, b);
  return symbol == "==" ? equal : graph_.subtract(graph_.constant(1.0), equal);
}

/// Conditions joined by `or` and `xor`, of which neither goes before the other.
NodeId Parser::condition() {
  NodeId left = conjunction();
  for (;;) {
    if (lexer_.accept_word("or")) {
      left = logical_or(graph_, std::array{left, conjunction()});
    } else if (lexer_.accept_word("xor")) {
      left = logical_xor(graph_, std::array{left, conjunction()});
    } else {
      return left;
    }
  }
}

NodeId Parser::conjunction() {
  NodeId left = negation();
  while (lexer_.accept_word("and")) {
    left = logical_and(graph_, std::array{left, negation()});
  }
  return left;
}

NodeId Parser::negation() {
  int times = 0;
  while (lexer_.accept_word("not")) {
    ++times;
  }
  if (times == 0) {
    return comparison();
  }
  const NodeId operand = lexer_.peek().text == "(" ? negated_parenthesis() : comparison();
  return times % 2 == 1 ? logical_not(graph_, operand) : truth(graph_, operand);
}

/// `not (a) < b` could mean two things.
NodeId Parser::negated_parenthesis() {
  const std::size_t opened_at = lexer_.take().offset;
  go_deeper();
  const NodeId inside = condition();
  --depth_;
  close(opened_at);
  if (is_operator(lexer_.peek())) {
    lexer_.complain_at(lexer_.peek().offset,
                       fmt::format("unexpected '{}' after not (…)", lexer_.peek().text),
                       "it could belong to what is in the parentheses or to the result",
                       "Put what not applies to in parentheses.");
  }
  return inside;
}

NodeId Parser::comparison() {
  const NodeId left = sum();
  if (!compares(lexer_.peek())) {
    return left;
  }
  const Token symbol = lexer_.take();
  const NodeId right = sum();
  if (compares(lexer_.peek())) {
    lexer_.complain_at(lexer_.peek().offset, "comparisons cannot be chained", "",
                       "Write a < b and b < c for a < b < c.");
  }
  return compare(symbol.text, left, right);
}

NodeId Parser::sum() {
  NodeId left = product();
  for (;;) {
    if (lexer_.accept("+")) {
      left = graph_.add(left, product());
    } else if (lexer_.accept("-")) {
      left = graph_.subtract(left, product());
    } else {
      return left;
    }
  }
}

NodeId Parser::product() {
  NodeId left = signed_power();
  for (;;) {
    if (lexer_.accept("*")) {
      left = graph_.multiply(left, signed_power());
    } else if (lexer_.accept("/")) {
      left = graph_.divide(left, signed_power());
    } else {
      return left;
    }
  }
}

void Parser::go_deeper() {
  if (depth_ > deepest_nesting) {
    lexer_.complain_at(lexer_.peek().offset, "the expression is nested too deeply",
                       fmt::format("more than {} levels", deepest_nesting),
                       "Give parts of it names of their own.");
  }
  ++depth_;
}

// Nearly everything that nests comes through here: parentheses, arguments, signs and exponents.
NodeId Parser::signed_power() {
  go_deeper();
  NodeId result = 0;
  if (lexer_.accept("-")) {
    result = graph_.apply(Op::negate, signed_power());
  } else if (lexer_.accept("+")) {
    result = signed_power();
  } else {
    result = power();
  }
  --depth_;
  return result;
}

NodeId Parser::power() {
  const NodeId base = primary();
  if (lexer_.accept("^") || lexer_.accept("**")) {
    return build_power(graph_, base, signed_power());
  }
  return base;
}

NodeId Parser::primary() {
  const Token token = lexer_.peek();
  if (token.kind == TokenKind::number) {
    lexer_.take();
    return graph_.constant(token.number);
  }
  if (token.kind == TokenKind::name) {
    lexer_.take();
    const bool calls = !token.quoted && lexer_.peek().text == "(";
    return calls ? call(token) : name(token);
  }
  if (lexer_.accept("(")) {
    const NodeId inside = condition();
    close(token.offset);
    return inside;
  }
  lexer_.complain_at(token.offset, "a number, a name or '(' is missing", describe(token));
}

NodeId Parser::name(const Token& token) {
  if (joins_conditions(token)) {
    lexer_.complain_at(token.offset, "a number, a name or '(' is missing", describe(token));
  }
  if (const auto node = resolve_(token.text)) {
    return *node;
  }
  const auto number = token.quoted ? std::nullopt : named_number(token.text);
  if (number) {
    return graph_.constant(*number);
  }
  if (!token.quoted && find_function(token.text) != nullptr) {
    lexer_.complain_at(token.offset, fmt::format("the function '{}' has no arguments", token.text),
                       describe(lexer_.peek()), fmt::format("Write {}(…).", token.text));
  }
  lexer_.complain_at(token.offset, fmt::format("unknown name '{}'", token.text), "",
                     base::suggest_name(token.text, known_names_));
}

NodeId Parser::call(const Token& token) {
  const Function* const function = find_function(token.text);
  if (function == nullptr) {
    return unknown_call(token);
  }
  const std::vector<NodeId> given = arguments();
  check_count(token, *function, given.size());
  return function->build(graph_, given);
}

/// Some names look like calls: `X(0)` is the initial value of X.
NodeId Parser::unknown_call(const Token& token) {
  if (const std::string written = lexer_.written_call(token); !written.empty()) {
    if (const auto node = resolve_(written)) {
      lexer_.skip_call();
      return *node;
    }
  }
  if (resolve_(token.text)) {
    lexer_.complain_at(token.offset, fmt::format("'{}' is not a function", token.text), "",
                       fmt::format("Write {}*(…) for a product.", token.text));
  }
  if (const auto refusal = why_refused(token.text)) {
    lexer_.complain_at(token.offset, fmt::format("{}: '{}'", refusal->problem, token.text),
                       refusal->why, refusal->suggestion);
  }
  lexer_.complain_at(token.offset, fmt::format("unknown function '{}'", token.text), "",
                     base::suggest_name(token.text, function_names()));
}

void Parser::check_count(const Token& token, const Function& function, std::size_t count) {
  const bool pieces = function.name == "piecewise";
  if ((pieces && count > 0 && count % 2 == 0) || (function.name == "if" && count == 2)) {
    lexer_.complain_at(
        token.offset, fmt::format("the last value of '{}' is missing", token.text),
        "it has no number where no condition holds",
        pieces ? "Write piecewise(a, c1, b, c2, otherwise)." : "Write if(condition, yes, no).");
  }
  if (count < function.least || count > function.most) {
    lexer_.complain_at(token.offset, fmt::format("wrong number of arguments for '{}'", token.text),
                       fmt::format("{} instead of {}{}", count, function.least,
                                   function.most > function.least ? " or more" : ""));
  }
}

std::vector<NodeId> Parser::arguments() {
  const std::size_t opened_at = lexer_.take().offset;
  std::vector<NodeId> nodes;
  if (lexer_.accept(")")) {
    return nodes;
  }
  do {
    nodes.push_back(condition());
  } while (lexer_.accept(","));
  close(opened_at);
  return nodes;
}

void Parser::close(std::size_t opened_at) {
  if (!lexer_.accept(")")) {
    lexer_.complain_at(opened_at, "')' is missing for this '('", describe(lexer_.peek()));
  }
}

}  // namespace

NodeId parse(std::string_view text, const SourceLocation& where, Graph& graph,
             const NameResolver& resolve, std::span<const std::string> known_names) {
  if (text.size() > longest_expression) {
    complain(where, "the expression is too long",
             fmt::format("{} of at most {} characters", base::format_count(text.size()),
                         base::format_count(longest_expression)));
  }
  return Parser(text, where, graph, resolve, known_names).whole();
}

bool is_reserved(std::string_view name) {
  const bool often_declared = name == "e" || name == "gamma" || name == "hill";
  return !often_declared && (named_number(name) || find_function(name) != nullptr);
}

std::string written_name(std::string_view name) {
  return base::is_identifier(name) && !is_reserved(name) ? std::string(name)
                                                         : fmt::format("`{}`", name);
}

}  // namespace heatreel::expr
