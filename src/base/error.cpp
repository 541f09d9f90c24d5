// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/error.hpp"

namespace heatreel::base {

namespace {

std::string sentence(const Complaint& complaint) {
  std::string text = complaint.problem;
  if (!complaint.why.empty()) {
    text += " (" + complaint.why + ")";
  }
  if (!complaint.suggestion.empty()) {
    text += " " + complaint.suggestion;
  }
  return text;
}

}  // namespace

Error::Error(const Complaint& complaint, ExitCode exit_code)
    : std::runtime_error(sentence(complaint)), exit_code_(exit_code) {}

}  // namespace heatreel::base
