// SPDX-License-Identifier: GPL-3.0-or-later
#include "provenance_text.hpp"

#include "names.hpp"

#include <fmt/format.h>

namespace heatreel::store {

namespace {

Handle open_text(const RunFile& file, const std::string& name) {
  return file.dataset(fmt::format("{}/{}", names::provenance, name));
}

Handle type_of(const Handle& dataset, const std::string& path) {
  return owned(H5Dget_type(dataset.get()), H5Tclose, "H5Dget_type", path);
}

std::string padded(std::string text, const Handle& type) {
  text.resize(H5Tget_size(type.get()), '\0');
  return text;
}

StoredBytes stored_text(const Handle& dataset, const std::string& text, const std::string& path) {
  const haddr_t offset = H5Dget_offset(dataset.get());
  if (offset == HADDR_UNDEF) {
    fail("H5Dget_offset", path);
  }
  return {offset, padded(text, type_of(dataset, path))};
}

}  // namespace

void write_provenance_text(const RunFile& file, const std::string& name, const std::string& text) {
  const Handle dataset = open_text(file, name);
  const Handle type = type_of(dataset, file.path());
  file.write(dataset, {type.get()}, padded(text, type).data());
}

std::string read_provenance_text(const RunFile& file, const std::string& name) {
  const Handle dataset = open_text(file, name);
  const Handle type = type_of(dataset, file.path());
  std::string text = padded("", type);
  file.read(dataset, {type.get()}, text.data());
  return text.substr(0, text.find('\0'));
}

StoredBytes stored_provenance_text(const RunFile& file, const std::string& name,
                                   const std::string& text) {
  return stored_text(open_text(file, name), text, file.path());
}

StoredBytes find_provenance_text(const CheckedFile& file, const std::string& name,
                                 const std::string& text) {
  const Handle group = file.group(names::provenance);
  if (H5Lexists(group.get(), name.c_str(), H5P_DEFAULT) <= 0) {
    return {};
  }
  const Handle dataset =
      owned(H5Dopen2(group.get(), name.c_str(), H5P_DEFAULT), H5Dclose, "H5Dopen2", file.path());
  return stored_text(dataset, text, file.path());
}

}  // namespace heatreel::store
