// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "heatreel/base/error.hpp"
#include "heatreel/config/command.hpp"
#include "heatreel/config/load_model.hpp"

namespace heatreel::config {

using Words = std::vector<std::string>;

/// A complete command line of `run`, to which a test adds what it is about.
inline Words run_with(const Words& more) {
  Words words = {"run",          "--model", "predator-prey", "--x",      "G=50:300:50", "--y",
                 "rec=10:50:40", "--t",     "kN=0.01,0.02",  "--metric", "P.amplitude"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

inline RunCommand parse_run(const Words& words) {
  return std::get<RunCommand>(parse_command(words));
}

/// The model that a command line sweeps.
inline simulate::ModelSpec spec_of(const Words& words) { return *model_of(parse_run(words).sweep); }

/// The message of the error, which must be one that ends the program with exit code 2.
template <class Work>
std::string usage_error_of(const Work& work) {
  try {
    work();
  } catch (const base::Error& error) {
    return error.exit_code() == base::ExitCode::usage ? error.what() : "another exit code";
  }
  return "no error";
}

inline std::string error_of(const Words& words) {
  return usage_error_of([&] { parse_command(words); });
}

inline std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// A folder that lives as long as the object.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "heatreel-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  /// The path of a file in the folder.
  std::string path(const std::string& name) const { return (path_ / name).string(); }

  /// Writes a file. \returns its path
  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path(name);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace heatreel::config
