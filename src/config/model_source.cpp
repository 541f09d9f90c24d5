// SPDX-License-Identifier: GPL-3.0-or-later
#include "model_source.hpp"

#include "text_file.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/load_model.hpp"
#include "heatreel/model/sbml_library.hpp"

namespace heatreel::config {

namespace {

/// SBML is wordy, and a model of some thousand reactions is in common use.
constexpr std::size_t largest_sbml = std::size_t{64} << 20U;

bool is_sbml(const std::string& path) { return path.ends_with(".xml") || path.ends_with(".sbml"); }

/// Reads a model file; one in SBML is translated.
model::Model read_model(const std::string& path, const std::string& label) {
  if (!is_sbml(path)) {
    return model::parse_model(read_text_file(path, label), path);
  }
  read_text_file(path, label, largest_sbml);  // its messages are better than those of libsbml
  return model::parse_model(model::sbml_library().to_model_text(path), path + " as model text");
}

}  // namespace

LoadedModel find_model(const std::string& name_or_file, const std::string& folder,
                       const std::string& label) {
  const bool is_path = name_or_file.find('/') != std::string::npos ||
                       name_or_file.ends_with(".model") || is_sbml(name_or_file);
  if (!is_path) {
    if (const auto text = model::shipped_model_text(name_or_file)) {
      return {model::parse_model(*text, name_or_file + ".model"), ""};
    }
  }
  const std::string path = (std::filesystem::path(folder) / name_or_file).string();
  std::error_code unknown;
  if (!is_path && !std::filesystem::is_regular_file(path, unknown)) {
    throw base::UsageError(
        {fmt::format("{}: unknown model '{}'", label, base::printable(name_or_file)),
         "no shipped model and no file has this name",
         base::suggest_name(name_or_file, model::shipped_model_names())});
  }
  return {read_model(path, label), path};
}

model::Model load_model(const std::string& name_or_file, const std::string& option) {
  return find_model(name_or_file, "", option).model;
}

}  // namespace heatreel::config
