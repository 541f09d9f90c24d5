// SPDX-License-Identifier: GPL-3.0-or-later
#include "global_heap.hpp"

#include "handle.hpp"

#include <algorithm>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace heatreel::store {

namespace {

constexpr std::string_view signature = "GCOL";
/// Of a collection, and of each object in it.
constexpr std::uint64_t header_bytes = 16;
constexpr std::uint64_t descriptor_bytes = 16;
/// H5T_VLEN_MIN_CONF_BUF_SIZE of the library: what it copies a text into has at least that size.
constexpr std::uint64_t least_buffer = 4096;
constexpr std::uint64_t bytes_a_piece = std::uint64_t{4} << 20;

/// A little-endian number; 0 beyond the end of the text.
template <class Number>
std::uint64_t number_at(std::string_view text, std::uint64_t offset) {
  Number number = 0;
  if (offset <= text.size() && sizeof number <= text.size() - offset) {
    for (std::size_t i = sizeof number; i-- > 0;) {
      number = static_cast<Number>((number << 8U) | static_cast<std::uint8_t>(text[offset + i]));
    }
  }
  return number;
}

/// The plain file's size if its addresses are offsets of 8 bytes from its beginning, else 0.
std::uint64_t usable_bytes(const Descriptor& file, hid_t hdf5) {
  const hid_t list = H5Fget_create_plist(hdf5);
  std::size_t address = 0;
  std::size_t length = 0;
  hsize_t block = 1;
  const bool plain = H5Pget_sizes(list, &address, &length) >= 0 &&
                     H5Pget_userblock(list, &block) >= 0 && address == 8 && length == 8 &&
                     block == 0;
  H5Pclose(list);
  struct stat status = {};
  const bool known = file.is_open() && ::fstat(file.number(), &status) == 0;
  return plain && known ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace

GlobalHeaps::GlobalHeaps(const std::string& path, hid_t file)
    : file_(path, O_RDONLY), bytes_(usable_bytes(file_, file)) {}

std::string GlobalHeaps::read(std::uint64_t offset, std::uint64_t bytes) const {
  if (offset > bytes_) {
    return "";
  }
  std::string text(std::min(bytes, bytes_ - offset), '\0');
  const ssize_t got = ::pread(file_.number(), text.data(), text.size(), static_cast<off_t>(offset));
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return text;
}

bool GlobalHeaps::each_object(std::uint64_t heap, const Visit& visit) const {
  const std::string header = read(heap, header_bytes);
  if (header.size() < header_bytes || !header.starts_with(signature) || header[4] != 1) {
    return true;  // the library refuses it too
  }
  const std::uint64_t end = std::min(bytes_ - heap, number_at<std::uint64_t>(header, 8));
  for (std::uint64_t at = header_bytes; at < end && end - at >= header_bytes;) {
    const std::string object = read(heap + at, header_bytes);
    const std::uint64_t number = number_at<std::uint16_t>(object, 0);
    const std::uint64_t size = number_at<std::uint64_t>(object, 8);
    if (size > end - at || (number == 0 && size == 0)) {
      return false;
    }
    if (number == 0) {  // free space, whose size counts its header
      at += size;
      continue;
    }
    if (!visit(number, heap + at + header_bytes, size)) {
      return false;
    }
    at += header_bytes + (size + 7) / 8 * 8;
  }
  return true;
}

std::optional<std::string> GlobalHeaps::text_at(std::uint64_t offset,
                                                std::uint64_t most_bytes) const {
  const std::string descriptor = read(offset, descriptor_bytes);
  const std::uint64_t length = number_at<std::uint32_t>(descriptor, 0);
  const std::uint64_t heap = number_at<std::uint64_t>(descriptor, 4);
  const std::uint64_t wanted = number_at<std::uint32_t>(descriptor, 12);
  std::optional<std::string> text;
  if (length <= most_bytes) {
    each_object(heap, [&](std::uint64_t number, std::uint64_t start, std::uint64_t size) {
      if (number == wanted) {
        text = read(start, std::min(size, length));
        text->resize(std::min(text->size(), text->find('\0')));
      }
      return !text.has_value();
    });
  }
  return text;
}

bool GlobalHeaps::are_harmless() const {
  if (!harmless_) {
    harmless_ = bytes_ > 0 && look_through();
  }
  return *harmless_;
}

bool GlobalHeaps::look_through() const {
  // Whatever looks like a heap counts, since a descriptor may point anywhere.
  for (std::uint64_t start = 0; start < bytes_; start += bytes_a_piece) {
    const std::string piece = read(start, bytes_a_piece + signature.size() - 1);
    for (std::size_t found = piece.find(signature); found != std::string::npos;
         found = piece.find(signature, found + 1)) {
      if (!each_object(start + found, [](std::uint64_t, std::uint64_t, std::uint64_t size) {
            return size <= least_buffer;
          })) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace heatreel::store
