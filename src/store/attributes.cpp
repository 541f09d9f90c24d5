// SPDX-License-Identifier: GPL-3.0-or-later
#include "attributes.hpp"

#include <fmt/format.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store {

namespace {

/// HDF5 allows no larger attribute in a file of the earliest format.
constexpr std::size_t max_attribute_bytes = 65536;

Handle open_attribute(hid_t object, const char* name, const std::string& path) {
  if (checked(H5Aexists(object, name), "H5Aexists", path) == 0) {
    return {};
  }
  return owned(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "H5Aopen", path);
}

bool is_scalar(const Handle& attribute, const std::string& path) {
  const Handle space = owned(H5Aget_space(attribute.get()), H5Sclose, "H5Aget_space", path);
  return H5Sget_simple_extent_type(space.get()) == H5S_SCALAR;
}

}  // namespace

Handle text_type(std::size_t bytes, const std::string& path) {
  Handle type = owned(H5Tcopy(H5T_C_S1), H5Tclose, "H5Tcopy", path);
  checked(H5Tset_size(type.get(), bytes), "H5Tset_size", path);
  checked(H5Tset_strpad(type.get(), H5T_STR_NULLTERM), "H5Tset_strpad", path);
  checked(H5Tset_cset(type.get(), H5T_CSET_UTF8), "H5Tset_cset", path);
  return type;
}

void write_text(hid_t object, const char* name, const std::string& text, const std::string& path) {
  if (text.empty()) {
    return;
  }
  if (text.size() >= max_attribute_bytes) {
    throw base::UsageError({fmt::format("{} cannot be stored in {}", name, path),
                            fmt::format("it has {} bytes, and HDF5 allows less than {}",
                                        text.size(), max_attribute_bytes),
                            "Shorten it."});
  }
  const Handle type = text_type(text.size(), path);
  write_numbers(object, name, type.get(), text.data(), 0, path);
}

void write_numbers(hid_t object, const char* name, hid_t type, const void* values, hsize_t count,
                   const std::string& path) {
  const Handle space =
      owned(count == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, nullptr), H5Sclose,
            "H5Screate", path);
  const Handle attribute =
      owned(H5Acreate2(object, name, type, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
            "H5Acreate2", path);
  checked(H5Awrite(attribute.get(), type, values), "H5Awrite", path);
}

std::string read_text(hid_t object, const char* name, const std::string& path) {
  const Handle attribute = open_attribute(object, name, path);
  if (!attribute.is_open()) {
    return "";
  }
  const Handle type = owned(H5Aget_type(attribute.get()), H5Tclose, "H5Aget_type", path);
  const std::size_t bytes = H5Tget_size(type.get());
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) != 0 ||
      bytes > max_attribute_bytes || !is_scalar(attribute, path)) {
    throw base::ConfigError({fmt::format("{} is not a heatreel result file", path),
                             fmt::format("attribute {} is no plain text", name), ""});
  }
  std::string text(bytes, '\0');
  checked(H5Aread(attribute.get(), type.get(), text.data()), "H5Aread", path);
  return text.substr(0, text.find('\0'));
}

std::optional<int> read_int(hid_t object, const char* name, const std::string& path) {
  const Handle attribute = open_attribute(object, name, path);
  if (!attribute.is_open()) {
    return std::nullopt;
  }
  const Handle type = owned(H5Aget_type(attribute.get()), H5Tclose, "H5Aget_type", path);
  if (H5Tequal(type.get(), H5T_STD_I32LE) <= 0 || !is_scalar(attribute, path)) {
    return std::nullopt;
  }
  int value = 0;
  checked(H5Aread(attribute.get(), H5T_NATIVE_INT, &value), "H5Aread", path);
  return value;
}

}  // namespace heatreel::store
