// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire_format.hpp"

#include <cstring>

#include "heatreel/base/error.hpp"

namespace heatreel::app {

void WireWriter::put_text(std::string_view text) {
  put(static_cast<std::uint64_t>(text.size()));
  put_bytes(text.data(), text.size());
}

void WireWriter::put_bytes(const void* from, std::size_t count) {
  const auto* first = static_cast<const std::byte*>(from);
  bytes_.insert(bytes_.end(), first, first + count);
}

std::string WireWriter::text() const {
  return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
}

WireReader::WireReader(std::string_view text)
    : rest_(reinterpret_cast<const std::byte*>(text.data()), text.size()) {}

void WireReader::finish() const {
  if (!rest_.empty()) {
    refuse("it is too long");
  }
}

std::size_t WireReader::take_index(std::size_t end) {
  const auto index = take<std::uint8_t>();
  if (index >= end) {
    refuse("it is of an unknown kind");
  }
  return index;
}

std::size_t WireReader::take_count() {
  const auto count = take<std::uint64_t>();
  if (count > rest_.size()) {
    refuse("it is too short");
  }
  return count;
}

void WireReader::read_bytes(void* to, std::size_t count) {
  if (count > rest_.size()) {
    refuse("it is too short");
  }
  if (count > 0) {
    std::memcpy(to, rest_.data(), count);
    rest_ = rest_.subspan(count);
  }
}

void WireReader::read_text(std::string& text) {
  text.resize(take_count());
  read_bytes(text.data(), text.size());
}

void WireReader::refuse(const std::string& why) {
  throw base::RuntimeError({"a message from another rank cannot be read", why,
                            "Start the same build of heatreel on all ranks."});
}

}  // namespace heatreel::app
