// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal.hpp"

#include "posix_file.hpp"

#include <cerrno>
#include <cstdio>
#include <limits>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "heatreel/base/digest.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/store/companions.hpp"

namespace heatreel::store {

namespace {

constexpr std::string_view first_word = "heatreel-journal-1";
constexpr std::string_view last_word = "checksum";
/// A longer file is no journal of ours.
constexpr std::size_t most_bytes = std::size_t{256} << 20;
/// Lines that are read before it is asked whether to go on.
constexpr std::size_t lines_a_piece = 16384;

std::uint32_t checksum(std::string_view text) {
  return base::digest_of(std::span(reinterpret_cast<const std::int8_t*>(text.data()), text.size()))
      .crc;
}

std::string header(const std::string& run_id) { return fmt::format("{} {}\n", first_word, run_id); }

std::string last_line(std::string_view before) {
  return fmt::format("{} {}\n", last_word, checksum(before));
}

std::string line_of(const grid::CellRun& run) {
  std::string line = fmt::format("{} {}", run.range.begin, run.range.end);
  for (const base::Digest& digest : run.digests) {
    line += fmt::format(" {}", digest.crc);
  }
  return line + "\n";
}

std::optional<Journal::Entry> parse_line(std::string_view line) {
  std::vector<std::int64_t> numbers;
  for (const std::string_view word : base::split(line, ' ')) {
    const auto number = base::parse_int(word);
    if (!number || *number < 0) {
      return std::nullopt;
    }
    numbers.push_back(*number);
  }
  if (numbers.size() < 2) {
    return std::nullopt;
  }
  Journal::Entry entry{{numbers[0], numbers[1]}, {}};
  for (std::size_t i = 2; i < numbers.size(); ++i) {
    if (numbers[i] > std::numeric_limits<std::uint32_t>::max()) {
      return std::nullopt;
    }
    entry.checksums.push_back(static_cast<std::uint32_t>(numbers[i]));
  }
  return entry;
}

}  // namespace

Journal::Journal(const std::string& result_path, std::string run_id)
    : path_(result_path + journal_ending), run_id_(std::move(run_id)) {}

void Journal::write(std::span<const grid::CellRun> runs) const {
  std::string text = header(run_id_);
  for (const grid::CellRun& run : runs) {
    text += line_of(run);
  }
  text += last_line(text);
  const std::string temporary = path_ + ".tmp";
  ::unlink(temporary.c_str());  // what a killed run may have left
  const Descriptor file(temporary, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY);
  if (!file.is_open()) {
    fail_io("creating a file", temporary, errno);
  }
  try {
    write_all(file, text, temporary);
    sync_descriptor(file.number(), temporary);
    if (std::rename(temporary.c_str(), path_.c_str()) != 0) {
      fail_io("renaming to its final name", temporary, errno);
    }
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  sync_folder_of(path_);
}

std::vector<Journal::Entry> Journal::read(const std::function<void()>& ask) const {
  const Descriptor file(path_, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  const std::string text = file.is_open() ? read_start(file, most_bytes) : "";
  const std::string first = header(run_id_);
  const std::size_t end = text.rfind(last_word);
  if (!text.starts_with(first) || end == std::string::npos || end < first.size() ||
      text.substr(end) != last_line(std::string_view(text).substr(0, end))) {
    return {};
  }
  std::vector<Entry> entries;
  const std::string_view body = std::string_view(text).substr(first.size(), end - first.size());
  for (const std::string_view line : base::split(body, '\n')) {
    if (line.empty()) {
      continue;
    }
    std::optional<Entry> entry = parse_line(line);
    if (!entry) {
      return {};
    }
    entries.push_back(std::move(*entry));
    if (ask && entries.size() % lines_a_piece == 0) {
      ask();
    }
  }
  return entries;
}

bool Journal::exists() const { return ::access(path_.c_str(), F_OK) == 0; }

void Journal::remove() const {
  ::unlink((path_ + ".tmp").c_str());
  ::unlink(path_.c_str());
}

}  // namespace heatreel::store
