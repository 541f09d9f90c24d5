// SPDX-License-Identifier: GPL-3.0-or-later
#include "validate.hpp"

#include <array>
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
/// Larger chunks are not read: HDF5 unpacks a chunk as a whole.
constexpr std::uint64_t max_chunk_bytes = std::uint64_t{64} << 20;
/// The most bytes that deflate packs into one (zlib's documentation: 1032:1).
constexpr std::uint64_t max_inflation = 1032;
constexpr int max_dimensions = 3;

std::uint64_t size_of_file(const std::string& path) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(path, code)) {
    refuse(path, code ? code.message() : "it is not a regular file");
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
  // A frame is read in bands: the largest chunk is unpacked once for all bands, not once for each.
  constexpr std::size_t slots = 12421;
  checked(H5Pset_cache(access.get(), 0, slots, max_chunk_bytes, 1.0), "H5Pset_cache", path);
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
    : path_(path),
      bytes_(size_of_file(path)),
      file_(open_to_read(path)),
      heaps_(path, file_.get()) {}

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
    refuse_member(name, kind == H5I_GROUP ? "is not a group" : "is not a dataset");
  }
  return member;
}

Handle CheckedFile::group(const std::string& name) const {
  if (name == "/") {
    return owned(H5Gopen2(file_.get(), "/", H5P_DEFAULT), H5Gclose, "H5Gopen2", path_);
  }
  return open_member(group("/"), name, H5I_GROUP);
}

bool CheckedFile::holds(const std::string& name) const {
  return H5Lexists(file_.get(), name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> CheckedFile::datasets(const Handle& group) const {
  std::vector<std::string> names = members(group);
  std::erase_if(names, [&](const std::string& name) {
    H5L_info_t link = {};
    checked(H5Lget_info(group.get(), name.c_str(), &link, H5P_DEFAULT), "H5Lget_info", path_);
    if (link.type != H5L_TYPE_HARD || name.find('/') != std::string::npos) {
      return true;
    }
    const Handle member =
        owned(H5Oopen(group.get(), name.c_str(), H5P_DEFAULT), H5Oclose, "H5Oopen", path_);
    return H5Iget_type(member.get()) != H5I_DATASET;
  });
  return names;
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
  if (H5Pget_external_count(list.get()) != 0) {
    refuse_member(name, "keeps its data in another file");
  }
  const hsize_t bytes = H5Dget_storage_size(dataset.get());
  switch (H5Pget_layout(list.get())) {
    case H5D_CONTIGUOUS:
      check_offset(H5Dget_offset(dataset.get()), bytes, name);
      break;
    case H5D_CHUNKED:
      check_chunks(dataset, list, name);
      check_filters(list, name);
      check_offset(0, bytes, name);
      break;
    default:
      refuse_member(name, "is stored neither contiguously nor in chunks");
  }
  return dataset;
}

void CheckedFile::check_offset(haddr_t offset, hsize_t bytes, const std::string& name) const {
  if (offset == HADDR_UNDEF || offset > bytes_ || bytes > bytes_ - offset) {
    refuse_member(name, "does not lie within the file");
  }
}

void CheckedFile::check_chunks(const Handle& dataset, const Handle& list,
                               const std::string& name) const {
  const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, "H5Dget_type", path_);
  std::array<hsize_t, max_dimensions> extent = {};
  const int rank = H5Pget_chunk(list.get(), max_dimensions, extent.data());
  if (rank < 1 || rank > max_dimensions) {
    refuse_member(name, "has too many dimensions");
  }
  std::uint64_t bytes = H5Tget_size(type.get());
  for (int i = 0; i < rank; ++i) {
    const hsize_t count = extent.at(static_cast<std::size_t>(i));
    bytes = count == 0 || bytes > max_chunk_bytes / count ? max_chunk_bytes + 1 : bytes * count;
  }
  if (bytes > max_chunk_bytes) {
    refuse_member(name, fmt::format("is stored in chunks of more than {}",
                                    base::format_bytes(max_chunk_bytes)));
  }
}

void CheckedFile::check_filters(const Handle& list, const std::string& name) const {
  std::vector<H5Z_filter_t> allowed = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE};
  const int filters = H5Pget_nfilters(list.get());
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter = H5Pget_filter2(list.get(), static_cast<unsigned>(i), &flags,
                                               &values, nullptr, 0, nullptr, nullptr);
    if (std::erase(allowed, filter) == 0) {  // applied twice, deflate exceeds its bound
      refuse_member(name, "is filtered by more than shuffle and deflate");
    }
  }
}

std::vector<hsize_t> CheckedFile::extent_of(const Handle& dataset, const std::string& name) const {
  const Handle space = owned(H5Dget_space(dataset.get()), H5Sclose, "H5Dget_space", path_);
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (H5Sget_simple_extent_type(space.get()) == H5S_NULL || rank < 0 || rank > max_dimensions) {
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
  check_size(dataset, extent, H5Tget_size(type), name);
  return dataset;
}

void CheckedFile::check_size(const Handle& dataset, const std::vector<hsize_t>& extent,
                             std::size_t element_bytes, const std::string& name) const {
  const bool contiguous = is_contiguous(dataset);
  const hsize_t stored = H5Dget_storage_size(dataset.get());
  const std::uint64_t most = contiguous ? bytes_ : stored * max_inflation;
  std::uint64_t bytes = element_bytes;
  for (const hsize_t count : extent) {
    bytes = count != 0 && bytes > most / count ? most + 1 : bytes * count;
  }
  if (contiguous ? bytes != stored : bytes > most) {
    refuse_member(name, "takes another number of bytes than its dimensions say");
  }
}

bool CheckedFile::is_contiguous(const Handle& dataset) const {
  const Handle list =
      owned(H5Dget_create_plist(dataset.get()), H5Pclose, "H5Dget_create_plist", path_);
  return H5Pget_layout(list.get()) == H5D_CONTIGUOUS;
}

std::string CheckedFile::text(const Handle& parent, const std::string& name) const {
  const Handle dataset = plain_dataset(parent, name);
  const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, "H5Dget_type", path_);
  if (H5Tget_class(type.get()) != H5T_STRING || !extent_of(dataset, name).empty()) {
    refuse_member(name, "is not plain text");
  }
  if (H5Tis_variable_str(type.get()) > 0) {
    return heaps_.text_at(H5Dget_offset(dataset.get()), max_text_bytes).value_or("");
  }
  const std::size_t bytes = H5Tget_size(type.get());
  if (bytes > max_text_bytes || bytes != H5Dget_storage_size(dataset.get())) {
    refuse_member(name, "is not plain text");
  }
  std::string text(bytes, '\0');
  checked(H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()), "H5Dread",
          path_);
  return text.substr(0, text.find('\0'));
}

}  // namespace heatreel::store
