// SPDX-License-Identifier: GPL-3.0-or-later
#include "file_identity.hpp"

#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

namespace fs = std::filesystem;

using Inode = std::pair<dev_t, ino_t>;

/// Nothing if no file is there.
std::optional<Inode> inode_of(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 ? std::optional(Inode(status.st_dev, status.st_ino))
                                            : std::nullopt;
}

/// Where a path leads, whether a file is there or not: the folder, which may have several paths
/// (bind mounts), and the name in it.
using Place = std::pair<std::optional<Inode>, std::string>;

Place place_of(const std::string& path) {
  std::error_code unknown;
  const fs::path file = follow_links(path).value_or(path);
  const fs::path whole = fs::weakly_canonical(fs::absolute(file, unknown), unknown);
  const fs::path known = unknown ? file.lexically_normal() : whole;
  if (const auto folder = inode_of(known.parent_path())) {
    return {folder, known.filename()};
  }
  return {std::nullopt, known};
}

/// The files of a command by where they are.
class Places {
 public:
  void add(const CommandFile& file) {
    by_place_.try_emplace(place_of(file.path), &file);
    if (const auto inode = inode_of(file.path)) {
      by_inode_.try_emplace(*inode, &file);
    }
  }

  /// One that was added and is the same file, or nullptr.
  const CommandFile* find(const CommandFile& file) const {
    if (const auto found = by_place_.find(place_of(file.path)); found != by_place_.end()) {
      return found->second;
    }
    const auto inode = inode_of(file.path);
    const auto found = inode ? by_inode_.find(*inode) : by_inode_.end();
    return found == by_inode_.end() ? nullptr : found->second;
  }

 private:
  std::map<Place, const CommandFile*> by_place_;
  std::map<Inode, const CommandFile*> by_inode_;
};

[[noreturn]] void refuse(const CommandFile& output, const CommandFile& other, const char* why) {
  throw base::UsageError(
      {fmt::format("{} {} and {} {} are one file", output.name, base::printable(output.path),
                   other.name, base::printable(other.path)),
       why, "Name another file."});
}

}  // namespace

std::optional<std::string> follow_links(const std::string& path) {
  constexpr int most_links = 40;  // as Linux
  std::error_code unknown;
  fs::path file = path;
  for (int links = 0; fs::is_symlink(fs::symlink_status(file, unknown)); ++links) {
    if (links == most_links) {
      return std::nullopt;
    }
    file = file.parent_path() / fs::read_symlink(file, unknown);
  }
  return file.string();
}

void check_apart(const CommandFiles& files) {
  Places inputs;
  for (const CommandFile& input : files.inputs) {
    inputs.add(input);  // two inputs may be one file
  }
  Places outputs;
  for (const CommandFile& output : files.outputs) {
    if (const CommandFile* input = inputs.find(output)) {
      refuse(output, *input, "it is an input of this command");
    }
    if (const CommandFile* other = outputs.find(output)) {
      refuse(output, *other, "this command would write both");
    }
    outputs.add(output);
  }
}

}  // namespace heatreel::config
