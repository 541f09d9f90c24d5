// SPDX-License-Identifier: GPL-3.0-or-later
#include "attributes.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"

namespace heatreel::store {

namespace {

/// HDF5 allows no larger attribute in a file of the earliest format.
constexpr std::size_t max_attribute_bytes = 65536;

Handle open_attribute(hid_t object, const char* name, const std::string& path) {
  if (!holds_attribute(object, name, path)) {
    return {};
  }
  return owned(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "H5Aopen", path);
}

/// How many elements: other programs put down a scalar as an array of one.
hssize_t elements(const Handle& attribute, const std::string& path) {
  const Handle space = owned(H5Aget_space(attribute.get()), H5Sclose, "H5Aget_space", path);
  return H5Sget_simple_extent_type(space.get()) == H5S_NULL
             ? 0
             : H5Sget_simple_extent_npoints(space.get());
}

/// While it lives, this process can take no more than this memory in addition.
class MemoryLimit {
 public:
  explicit MemoryLimit(std::uint64_t bytes) {
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    ::getrlimit(RLIMIT_AS, &before_);
    rlimit now = before_;
    if (pages > 0) {
      now.rlim_cur = std::min<rlim_t>(
          before_.rlim_cur, pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + bytes);
    }
    ::setrlimit(RLIMIT_AS, &now);
  }
  ~MemoryLimit() { ::setrlimit(RLIMIT_AS, &before_); }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

 private:
  rlimit before_ = {};
};

/// Reads a text of variable length, whose heap was found harmless (see GlobalHeaps). HDF5 allocates
/// whatever length the file tells, so memory is limited meanwhile.
std::string read_variable_text(const Handle& attribute, const std::string& path) {
  const Handle type = owned(H5Aget_type(attribute.get()), H5Tclose, "H5Aget_type", path);
  const Handle space = owned(H5Aget_space(attribute.get()), H5Sclose, "H5Aget_space", path);
  char* words = nullptr;
  {
    const MemoryLimit limit(std::uint64_t{64} << 20);
    checked(H5Aread(attribute.get(), type.get(), static_cast<void*>(&words)), "H5Aread", path);
  }
  std::string text =
      words == nullptr ? "" : std::string(words, ::strnlen(words, max_attribute_bytes));
  H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, static_cast<void*>(&words));
  return text;
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

std::string read_text(hid_t object, const char* name, const GlobalHeaps& heaps,
                      const std::string& path) {
  const Handle attribute = open_attribute(object, name, path);
  if (!attribute.is_open() || elements(attribute, path) == 0) {
    return "";
  }
  const Handle type = owned(H5Aget_type(attribute.get()), H5Tclose, "H5Aget_type", path);
  const std::size_t bytes = H5Tget_size(type.get());
  if (H5Tget_class(type.get()) != H5T_STRING || bytes > max_attribute_bytes ||
      elements(attribute, path) != 1) {
    throw base::ConfigError({fmt::format("{} is not a heatreel result file", path),
                             fmt::format("attribute {} is not plain text", name), ""});
  }
  if (H5Tis_variable_str(type.get()) > 0) {
    return heaps.are_harmless() ? read_variable_text(attribute, path) : "";
  }
  std::string text(bytes, '\0');
  checked(H5Aread(attribute.get(), type.get(), text.data()), "H5Aread", path);
  return text.substr(0, text.find('\0'));
}

bool holds_attribute(hid_t object, const char* name, const std::string& path) {
  return checked(H5Aexists(object, name), "H5Aexists", path) > 0;
}

std::vector<int> read_ints(hid_t object, const char* name, const std::string& path) {
  constexpr hssize_t most = 16;
  const Handle attribute = open_attribute(object, name, path);
  if (!attribute.is_open()) {
    return {};
  }
  const Handle type = owned(H5Aget_type(attribute.get()), H5Tclose, "H5Aget_type", path);
  const hssize_t count = elements(attribute, path);
  if (H5Tget_class(type.get()) != H5T_INTEGER || count < 1 || count > most) {
    return {};
  }
  std::vector<int> values(static_cast<std::size_t>(count));
  checked(H5Aread(attribute.get(), H5T_NATIVE_INT, values.data()), "H5Aread", path);
  return values;
}

}  // namespace heatreel::store
