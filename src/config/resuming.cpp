// SPDX-License-Identifier: GPL-3.0-or-later
#include "resuming.hpp"

#include "option.hpp"

namespace heatreel::config {

namespace {

/// `word` as a shell reads it back.
std::string quoted(const std::string& word) {
  const std::string plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+%@";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
    return word;
  }
  std::string text = "'";
  for (const char c : word) {
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return text + "'";
}

/// Options that say what to do with an existing file.
bool is_about_existing(const std::string& option) {
  return option == "overwrite" || option == "resume" || option == "resume-if-exists";
}

}  // namespace

std::string resuming_command(const CommandLine& line, FailureLimit limit) {
  const bool lifted = limit == FailureLimit::lifted;
  std::string command = "heatreel run";
  for (const std::string& word : line.positionals) {
    command += " " + quoted(word);
  }
  for (const Given& given : line.options) {
    if (is_about_existing(given.name) || (lifted && given.name == "max-failed")) {
      continue;
    }
    command += " --" + given.name;
    if (!find_option("run", given.name).is_switch()) {
      command += " " + quoted(given.text);
    }
  }
  // The sweep file may have a limit too, so this one has to replace it.
  return command + (lifted ? " --max-failed 100% --resume" : " --resume");
}

}  // namespace heatreel::config
