// SPDX-License-Identifier: GPL-3.0-or-later
#include "validate.hpp"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

/// More members than this in one group is no result file.
constexpr hsize_t max_members = 10000;
/// Longer provenance texts than this are not read.
constexpr std::size_t max_text_bytes = std::size_t{64} << 20;

std::uint64_t size_of_file(const std::string& path) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(path, code)) {
    refuse(path, code ? code.message() : "it is no regular file");
  }
  const std::uint64_t bytes = std::filesystem::file_size(path, code);
  if (code) {
    refuse(path, code.message());
  }
  return bytes;
}

Handle open_to_read(const std::string& path) {
  const Handle access = owned(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "H5Pcreate", path);
  // As the writer has it: HDF5 shares a file that one process opens twice.
  checked(H5Pset_fclose_degree(access.get(), H5F_CLOSE_SEMI), "H5Pset_fclose_degree", path);
  // Flags and data of a running sweep change under the reader: no lock, no buffer.
  checked(H5Pset_file_locking(access.get(), false, true), "H5Pset_file_locking", path);
  checked(H5Pset_sieve_buf_size(access.get(), 0), "H5Pset_sieve_buf_size", path);
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get());
  if (id < 0) {
    refuse(path, last_reason());
  }
  return {id, H5Fclose, AtEnd::close};
}

}  // namespace

void refuse(const std::string& path, const std::string& why) {
  throw base::ConfigError(
      {fmt::format("{} cannot be read as a heatreel result file", base::printable(path)),
       base::printable(why), "Give a file that heatreel run has written."});
}

CheckedFile::CheckedFile(const std::string& path)
    : path_(path), bytes_(size_of_file(path)), file_(open_to_read(path)) {}

void CheckedFile::refuse_member(const std::string& name, const std::string& why) const {
  refuse(path_, fmt::format("{} {}", name, why));
}

Handle CheckedFile::open_member(const Handle& parent, const std::string& name,
                                H5I_type_t kind) const {
  if (name.empty() || name.find('/') != std::string::npos ||
      H5Lexists(parent.get(), name.c_str(), H5P_DEFAULT) <= 0) {
    refuse_member(name, "is missing");
  }
  H5L_info_t link = {};
  checked(H5Lget_info(parent.get(), name.c_str(), &link, H5P_DEFAULT), "H5Lget_info", path_);
  if (link.type != H5L_TYPE_HARD) {
    refuse_member(name, "is a link to somewhere else");
  }
  Handle member =
      owned(H5Oopen(parent.get(), name.c_str(), H5P_DEFAULT), H5Oclose, "H5Oopen", path_);
  if (H5Iget_type(member.get()) != kind) {
    refuse_member(name, kind == H5I_GROUP ? "is no group" : "is no dataset");
  }
  return member;
}

Handle CheckedFile::group(const std::string& name) const {
  if (name == "/") {
    return owned(H5Gopen2(file_.get(), "/", H5P_DEFAULT), H5Gclose, "H5Gopen2", path_);
  }
  return open_member(group("/"), name, H5I_GROUP);
}

std::vector<std::string> CheckedFile::members(const Handle& group) const {
  const Handle list =
      owned(H5Gget_create_plist(group.get()), H5Pclose, "H5Gget_create_plist", path_);
  unsigned order = 0;
  H5G_info_t info = {};
  checked(H5Pget_link_creation_order(list.get(), &order), "H5Pget_link_creation_order", path_);
  checked(H5Gget_info(group.get(), &info), "H5Gget_info", path_);
  if ((order & H5P_CRT_ORDER_INDEXED) == 0 || info.nlinks > max_members) {
    refuse(path_, "a group does not keep its members' order, or has too many");
  }
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto link_name = [&](char* text, std::size_t size) {
      return checked(H5Lget_name_by_idx(group.get(), ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, text,
                                        size, H5P_DEFAULT),
                     "H5Lget_name_by_idx", path_);
    };
    std::string name(static_cast<std::size_t>(link_name(nullptr, 0)), '\0');
    link_name(name.data(), name.size() + 1);
    names.push_back(std::move(name));
  }
  return names;
}

Handle CheckedFile::plain_dataset(const Handle& parent, const std::string& name) const {
  Handle dataset = open_member(parent, name, H5I_DATASET);
  const Handle list =
      owned(H5Dget_create_plist(dataset.get()), H5Pclose, "H5Dget_create_plist", path_);
  if (H5Pget_layout(list.get()) != H5D_CONTIGUOUS) {
    refuse_member(name, "is not stored contiguously");
  }
  if (H5Pget_nfilters(list.get()) != 0) {
    refuse_member(name, "is compressed or filtered");
  }
  if (H5Pget_external_count(list.get()) != 0) {
    refuse_member(name, "keeps its data in another file");
  }
  const haddr_t offset = H5Dget_offset(dataset.get());
  const hsize_t bytes = H5Dget_storage_size(dataset.get());
  if (offset == HADDR_UNDEF || offset > bytes_ || bytes > bytes_ - offset) {
    refuse_member(name, "does not lie within the file");
  }
  return dataset;
}

std::vector<hsize_t> CheckedFile::extent_of(const Handle& dataset, const std::string& name) const {
  const Handle space = owned(H5Dget_space(dataset.get()), H5Sclose, "H5Dget_space", path_);
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (H5Sget_simple_extent_type(space.get()) == H5S_NULL || rank < 0 || rank > 3) {
    refuse_member(name, "has too many dimensions");
  }
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
  std::vector<hsize_t> most(extent.size());
  checked(H5Sget_simple_extent_dims(space.get(), extent.data(), most.data()),
          "H5Sget_simple_extent_dims", path_);
  if (extent != most) {
    refuse_member(name, "can change its size");
  }
  return extent;
}

std::vector<hsize_t> CheckedFile::extent(const Handle& parent, const std::string& name) const {
  return extent_of(plain_dataset(parent, name), name);
}

Handle CheckedFile::dataset(const Handle& parent, const std::string& name, hid_t type,
                            const std::vector<hsize_t>& extent) const {
  Handle dataset = plain_dataset(parent, name);
  const Handle stored = owned(H5Dget_type(dataset.get()), H5Tclose, "H5Dget_type", path_);
  if (H5Tequal(stored.get(), type) <= 0) {
    refuse_member(name, "has another number type");
  }
  if (extent_of(dataset, name) != extent) {
    refuse_member(name, "has other dimensions than the axes say");
  }
  hsize_t bytes = H5Tget_size(type);
  for (const hsize_t count : extent) {
    bytes = count != 0 && bytes > bytes_ / count ? bytes_ + 1 : bytes * count;
  }
  if (bytes != H5Dget_storage_size(dataset.get())) {
    refuse_member(name, "takes another number of bytes than its dimensions say");
  }
  return dataset;
}

std::string CheckedFile::text(const Handle& parent, const std::string& name) const {
  const Handle dataset = plain_dataset(parent, name);
  const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, "H5Dget_type", path_);
  const std::size_t bytes = H5Tget_size(type.get());
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) != 0 ||
      !extent_of(dataset, name).empty() || bytes > max_text_bytes ||
      bytes != H5Dget_storage_size(dataset.get())) {
    refuse_member(name, "is no plain text");
  }
  std::string text(bytes, '\0');
  checked(H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()), "H5Dread",
          path_);
  return text.substr(0, text.find('\0'));
}

}  // namespace heatreel::store
