// SPDX-License-Identifier: GPL-3.0-or-later
#include "model_source.hpp"

#include "text_file.hpp"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/contained.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/config/load_model.hpp"
#include "heatreel/model/sbml_library.hpp"

namespace heatreel::config {

namespace {

/// SBML is wordy, and a model of some thousand reactions is in common use.
constexpr std::size_t largest_sbml = std::size_t{64} << 20U;

bool is_sbml(const std::string& path) { return path.ends_with(".xml") || path.ends_with(".sbml"); }

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw base::ConfigError({base::printable(path) + ": the file cannot be translated", why,
                           "Make its formulas and its parts fewer, or nest them less."});
}

/// The model text of a file in SBML. A child process translates it, since libsbml crashes on some
/// files and takes all time and memory for others.
std::string translated(const std::string& path) {
  using Ending = base::Contained::Ending;
  const model::SbmlLibrary& library = model::sbml_library();
  base::Contained child = base::run_contained([&] { return library.to_model_text(path); });
  switch (child.ending) {
    case Ending::regular:
      break;
    case Ending::error:
      throw base::ConfigError({child.text, "", ""});
    case Ending::slow:
      refuse(path, "it takes more than a minute");
    case Ending::large:
      refuse(path, "it takes more than 4 GiB of memory");
    case Ending::crashed:
      refuse(path, "libsbml crashes on it");
  }
  return std::move(child.text);
}

/// Reads a model file; one in SBML is translated.
model::Model read_model(const std::string& path, const std::string& label) {
  if (!is_sbml(path)) {
    return model::parse_model(read_text_file(path, label, model::largest_text), path);
  }
  read_text_file(path, label, largest_sbml);  // its messages are better than those of libsbml
  return model::parse_model(translated(path), path + " as model text");
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
