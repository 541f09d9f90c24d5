// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/model/model.hpp"

#include "model_builder.hpp"
#include "statement.hpp"

#include <algorithm>

#include "heatreel/base/embedded.hpp"

namespace heatreel::model {

namespace {

constexpr std::string_view file_suffix = ".model";

std::string_view model_name(const base::EmbeddedFile& file) {
  return file.name.substr(0, file.name.size() - file_suffix.size());
}

template <class Named>
const Named* find_named(const std::vector<Named>& all, std::string_view name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& all) {
  std::vector<std::string> names;
  names.reserve(all.size());
  for (const Named& one : all) {
    names.push_back(one.name);
  }
  return names;
}

}  // namespace

const Parameter* Model::find_parameter(std::string_view wanted) const {
  return find_named(parameters, wanted);
}

const State* Model::find_state(std::string_view wanted) const { return find_named(states, wanted); }

std::vector<std::string> Model::parameter_names() const { return names_of(parameters); }

std::vector<std::string> Model::state_names() const { return names_of(states); }

Model parse_model(std::string_view text, const std::string& source) {
  const std::vector<Statement> statements = split_statements(text, source);
  ModelBuilder builder;
  for (const Statement& statement : statements) {
    builder.read(statement);
  }
  const auto lines = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  Model model = builder.finish({source, lines + 1, 1});
  model.text = text;
  return model;
}

std::vector<std::string> shipped_model_names() {
  std::vector<std::string> names;
  for (const base::EmbeddedFile& file : base::embedded_models()) {
    names.emplace_back(model_name(file));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::string_view> shipped_model_text(std::string_view name) {
  for (const base::EmbeddedFile& file : base::embedded_models()) {
    if (model_name(file) == name) {
      return file.bytes;
    }
  }
  return std::nullopt;
}

}  // namespace heatreel::model
