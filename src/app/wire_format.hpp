// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// Values as the bytes of a message between ranks, and back. All ranks run the same binary on the
/// same kind of machine, so numbers travel as they stand in memory. These can travel: numbers,
/// texts, vectors, pairs, variants, enumerations with a last_value, and structures with parts.
namespace heatreel::app {

/// The members of a structure that travels, in the order in which they travel: a std::tuple of
/// member pointers. Writing and reading both follow it.
template <class Structure>
inline constexpr std::nullptr_t parts{};
template <class First, class Second>
inline constexpr auto parts<std::pair<First, Second>> =
    std::tuple{&std::pair<First, Second>::first, &std::pair<First, Second>::second};

/// The last value of an enumeration that travels; larger ones are refused.
template <class Enumeration>
inline constexpr std::nullptr_t last_value{};

template <class Value>
inline constexpr bool is_vector = false;
template <class Element>
inline constexpr bool is_vector<std::vector<Element>> = true;

template <class Value>
inline constexpr bool is_variant = false;
template <class... Alternatives>
inline constexpr bool is_variant<std::variant<Alternatives...>> = true;

/// Appends values to a message.
class WireWriter {
 public:
  template <class Value>
  void put(const Value& value) {
    if constexpr (std::is_convertible_v<Value, std::string_view>) {
      put_text(value);
    } else if constexpr (std::is_arithmetic_v<Value>) {
      put_bytes(&value, sizeof value);
    } else if constexpr (std::is_enum_v<Value>) {
      put(static_cast<std::underlying_type_t<Value>>(value));
    } else if constexpr (is_vector<Value>) {
      put(static_cast<std::uint64_t>(value.size()));
      for (const auto& element : value) {
        put(element);
      }
    } else if constexpr (is_variant<Value>) {
      put(static_cast<std::uint8_t>(value.index()));
      std::visit([&](const auto& alternative) { put(alternative); }, value);
    } else {
      std::apply([&](auto... part) { (put(value.*part), ...); }, parts<Value>);
    }
  }

  std::span<const std::byte> bytes() const { return bytes_; }
  std::string text() const;

 private:
  void put_bytes(const void* from, std::size_t count);
  void put_text(std::string_view text);

  std::vector<std::byte> bytes_;
};

/// Takes values from a message in the order in which they were put.
/// \throws base::RuntimeError for bytes that no WireWriter wrote: too few, too many, or a value
///         that its type does not have
class WireReader {
 public:
  explicit WireReader(std::span<const std::byte> bytes) : rest_(bytes) {}
  explicit WireReader(std::string_view text);

  template <class Value>
  Value take() {
    Value value{};
    read(value);
    return value;
  }

  /// Refuses a message of which something is left.
  void finish() const;

 private:
  template <class Value>
  void read(Value& value) {
    if constexpr (std::same_as<Value, std::string>) {
      read_text(value);
    } else if constexpr (std::same_as<Value, bool>) {
      value = take_index(2) == 1;
    } else if constexpr (std::is_arithmetic_v<Value>) {
      read_bytes(&value, sizeof value);
    } else if constexpr (std::is_enum_v<Value>) {
      read_enumeration(value);
    } else if constexpr (is_vector<Value>) {
      value.resize(take_count());
      for (auto& element : value) {
        read(element);
      }
    } else if constexpr (is_variant<Value>) {
      read_alternative(value, std::make_index_sequence<std::variant_size_v<Value>>());
    } else {
      std::apply([&](auto... part) { (read(value.*part), ...); }, parts<Value>);
    }
  }

  template <class Enumeration>
  void read_enumeration(Enumeration& value) {
    const auto number = take<std::underlying_type_t<Enumeration>>();
    if (std::cmp_less(number, 0) ||
        std::cmp_greater(number, static_cast<std::int64_t>(last_value<Enumeration>))) {
      refuse("it holds an unknown choice");
    }
    value = static_cast<Enumeration>(number);
  }

  template <class Variant, std::size_t... index>
  void read_alternative(Variant& value, std::index_sequence<index...> /*all*/) {
    const std::size_t chosen = take_index(sizeof...(index));
    ((chosen == index ? read(value.template emplace<index>()) : void()), ...);
  }

  /// A number below `end`, of one byte.
  std::size_t take_index(std::size_t end);
  /// The number of a vector's elements, each of which takes a byte at least.
  std::size_t take_count();
  void read_bytes(void* to, std::size_t count);
  void read_text(std::string& text);
  [[noreturn]] static void refuse(const std::string& why);

  std::span<const std::byte> rest_;
};

}  // namespace heatreel::app
