// SPDX-License-Identifier: GPL-3.0-or-later
// docs/models.md says what the program does.
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heatreel/base/error.hpp"
#include "heatreel/expr/parser.hpp"
#include "heatreel/model/model.hpp"

namespace heatreel::model {
namespace {

using testing::HasSubstr;

std::string documentation() {
  std::ifstream file(HEATREEL_SOURCE_DIR "/docs/models.md");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The first block of docs/models.md fenced as a model.
std::string example() {
  const std::string fence = "```model\n";
  const std::string text = documentation();
  const std::size_t begin = text.find(fence);
  if (begin == std::string::npos) {
    return {};
  }
  return text.substr(begin + fence.size(), text.find("```", begin + 3) - begin - fence.size());
}

TEST(Documentation, ItsExampleIsAModelOfTenLines) {
  const std::string text = example();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
  const Model model = parse_model(text, "toggle.model");
  EXPECT_EQ(model.name, "toggle");
  // At u = v the rates are equal, and they vanish where a = u(1 + uⁿ).
  EXPECT_NEAR(evaluate(model.graph, model.find_state("u")->rate,
                       {{"u", 1.5}, {"v", 1.5}, {"n", 2}, {"a", 1.5 * (1 + 2.25)}}),
              0, 1e-15);
}

TEST(Documentation, QuotesAnErrorAsItIs) {
  std::string text = example();
  text.replace(text.find("rate u = a/"), 11, "rate u = alpha/");
  try {
    parse_model(text, "toggle.model");
    FAIL() << "the name alpha is unknown";
  } catch (const base::ConfigError& error) {
    EXPECT_THAT(documentation(), HasSubstr("heatreel: " + std::string(error.what())));
  }
}

TEST(Documentation, NamesEveryFunctionAndEveryShippedModel) {
  const std::string text = documentation();
  for (const std::string& name : expr::function_names()) {
    EXPECT_THAT(text, HasSubstr("`" + name + "("));
  }
  for (const std::string& name : shipped_model_names()) {
    EXPECT_THAT(text, HasSubstr("| `" + name + "` |"));
  }
}

}  // namespace
}  // namespace heatreel::model
