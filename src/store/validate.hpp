// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "handle.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace heatreel::store {

/// Throws base::ConfigError: the file at `path` cannot be read because of `why`.
[[noreturn]] void refuse(const std::string& path, const std::string& why);

/// Opens a foreign file for reading and hands out only what is safe to read from it. A result file
/// may come from anywhere, and HDF5 trusts what a file says: it would follow links into other
/// files, run filters and read beyond the end. So everything must be as heatreel writes it: hard
/// links, contiguous data without filters inside the file, exact types and extents.
/// Everything refused is a base::ConfigError that names the path.
class CheckedFile {
 public:
  explicit CheckedFile(const std::string& path);

  const std::string& path() const { return path_; }
  hid_t root() const { return file_.get(); }

  Handle group(const std::string& name) const;

  /// Names of a group's members in the order of their creation.
  std::vector<std::string> members(const Handle& group) const;

  /// The extent of a dataset of at most three dimensions; {} for a scalar.
  std::vector<hsize_t> extent(const Handle& parent, const std::string& name) const;

  /// A dataset of exactly this type and extent.
  Handle dataset(const Handle& parent, const std::string& name, hid_t type,
                 const std::vector<hsize_t>& extent) const;

  /// A scalar string dataset's text.
  std::string text(const Handle& parent, const std::string& name) const;

 private:
  Handle open_member(const Handle& parent, const std::string& name, H5I_type_t kind) const;
  /// A dataset that is contiguous, unfiltered and wholly inside the file.
  Handle plain_dataset(const Handle& parent, const std::string& name) const;
  std::vector<hsize_t> extent_of(const Handle& dataset, const std::string& name) const;
  [[noreturn]] void refuse_member(const std::string& name, const std::string& why) const;

  std::string path_;
  std::uint64_t bytes_ = 0;
  Handle file_;
};

}  // namespace heatreel::store
