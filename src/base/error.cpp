// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/error.hpp"

#include <cstddef>

namespace heatreel::base {

namespace {

/// Bytes of one part of a complaint that are shown, at its start and at its end.
constexpr std::size_t shown_start = 800;
constexpr std::size_t shown_end = 200;

/// What an error quotes may be a whole file in one line.
std::string shortened(const std::string& text) {
  if (text.size() <= shown_start + shown_end) {
    return text;
  }
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;  // within a UTF-8 character
  };
  std::size_t cut = shown_start;
  std::size_t resume = text.size() - shown_end;
  while (cut > 0 && continues(cut)) {
    --cut;
  }
  while (resume < text.size() && continues(resume)) {
    ++resume;
  }
  return text.substr(0, cut) + " … " + text.substr(resume);
}

std::string sentence(const Complaint& complaint) {
  std::string text = shortened(complaint.problem);
  if (!complaint.why.empty()) {
    text += " (" + shortened(complaint.why) + ")";
  }
  if (!complaint.suggestion.empty()) {
    text += " " + shortened(complaint.suggestion);
  }
  return text;
}

}  // namespace

Error::Error(const Complaint& complaint, ExitCode exit_code)
    : std::runtime_error(sentence(complaint)), exit_code_(exit_code) {}

}  // namespace heatreel::base
