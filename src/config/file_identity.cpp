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

/// Where a path leads, whether a file is there or not.
std::string resolved(const std::string& path) {
  std::error_code unknown;
  const fs::path file = follow_links(path).value_or(path);
  const fs::path whole = fs::weakly_canonical(fs::absolute(file, unknown), unknown);
  return unknown ? file.lexically_normal().string() : whole.string();
}

/// The files of a command by where they are.
class Places {
 public:
  void add(const CommandFile& file) {
    by_path_.try_emplace(resolved(file.path), &file);
    if (const auto inode = inode_of(file)) {
      by_inode_.try_emplace(*inode, &file);
    }
  }

  /// One that was added and is the same file, or nullptr.
  const CommandFile* find(const CommandFile& file) const {
    if (const auto found = by_path_.find(resolved(file.path)); found != by_path_.end()) {
      return found->second;
    }
    const auto inode = inode_of(file);
    const auto found = inode ? by_inode_.find(*inode) : by_inode_.end();
    return found == by_inode_.end() ? nullptr : found->second;
  }

 private:
  using Inode = std::pair<dev_t, ino_t>;

  /// Nothing if the file is not there.
  static std::optional<Inode> inode_of(const CommandFile& file) {
    struct stat status = {};
    return ::stat(file.path.c_str(), &status) == 0
               ? std::optional(Inode(status.st_dev, status.st_ino))
               : std::nullopt;
  }

  std::map<std::string, const CommandFile*> by_path_;
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
