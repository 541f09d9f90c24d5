// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "global_heap.hpp"
#include "handle.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace heatreel::store {

/// Throws base::ConfigError: the file at `path` cannot be read because of `why`.
[[noreturn]] void refuse(const std::string& path, const std::string& why);

/// Opens a foreign file for reading and hands out only what is safe to read from it. A result file
/// may come from anywhere, and HDF5 trusts what a file says: it would follow links into other
/// files, run filters and read beyond the end. So everything must be as heatreel writes it, or as
/// netCDF's tools write it anew: hard links, data inside the file, contiguous or in chunks of a
/// bounded size that are packed by shuffle and deflate alone, exact types and extents.
/// Everything refused is a base::ConfigError that names the path.
class CheckedFile {
 public:
  explicit CheckedFile(const std::string& path);

  const std::string& path() const { return path_; }
  const GlobalHeaps& heaps() const { return heaps_; }
  hid_t root() const { return file_.get(); }

  Handle group(const std::string& name) const;

  /// Whether the root has a member of that name.
  bool holds(const std::string& name) const;

  /// Names of a group's members in the order of their creation.
  std::vector<std::string> members(const Handle& group) const;

  /// Those of the members that are datasets.
  std::vector<std::string> datasets(const Handle& group) const;

  /// The extent of a dataset of at most three dimensions; {} for a scalar.
  std::vector<hsize_t> extent(const Handle& parent, const std::string& name) const;

  /// A dataset of exactly this type and extent.
  Handle dataset(const Handle& parent, const std::string& name, hid_t type,
                 const std::vector<hsize_t>& extent) const;

  /// Whether a dataset is stored as heatreel does it, in one piece.
  bool is_contiguous(const Handle& dataset) const;

  /// A scalar string dataset's text, of fixed or variable length.
  std::string text(const Handle& parent, const std::string& name) const;

 private:
  Handle open_member(const Handle& parent, const std::string& name, H5I_type_t kind) const;
  /// A dataset wholly inside the file whose bytes are safe to read.
  Handle plain_dataset(const Handle& parent, const std::string& name) const;
  void check_offset(haddr_t offset, hsize_t bytes, const std::string& name) const;
  void check_chunks(const Handle& dataset, const Handle& list, const std::string& name) const;
  void check_filters(const Handle& list, const std::string& name) const;
  /// That the stored bytes can hold elements of so many bytes each.
  void check_size(const Handle& dataset, const std::vector<hsize_t>& extent,
                  std::size_t element_bytes, const std::string& name) const;
  std::vector<hsize_t> extent_of(const Handle& dataset, const std::string& name) const;
  [[noreturn]] void refuse_member(const std::string& name, const std::string& why) const;

  std::string path_;
  std::uint64_t bytes_ = 0;
  Handle file_;
  GlobalHeaps heaps_;
};

}  // namespace heatreel::store
