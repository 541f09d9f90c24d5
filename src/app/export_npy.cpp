// SPDX-License-Identifier: GPL-3.0-or-later
#include "export_formats.hpp"
#include "row_bands.hpp"

#include <bit>

#include <fmt/format.h>

namespace heatreel::app {

namespace {

/// The header of version 1.0 of the format (numpy enhancement proposal 1): magic number, version,
/// length in two bytes, and a Python dictionary that is padded so that the data begin at a multiple
/// of 64 bytes.
std::string npy_header(store::ValueType type, const std::string& shape) {
  constexpr std::size_t alignment = 64;
  constexpr std::size_t before = 10;
  std::string dictionary =
      fmt::format("{{'descr': '{}f{}', 'fortran_order': False, 'shape': ({}), }}",
                  std::endian::native == std::endian::little ? '<' : '>',
                  type == store::ValueType::float32 ? 4 : 8, shape);
  const std::size_t unpadded = before + dictionary.size() + 1;
  dictionary.append((alignment - unpadded % alignment) % alignment, ' ');
  dictionary += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(dictionary.size() % 256);
  header += static_cast<char>(dictionary.size() / 256);
  return header + dictionary;
}

template <class Value>
std::string_view bytes_of(const std::vector<Value>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)};
}

}  // namespace

void write_npy(const store::FrameReader& reader, std::size_t metric,
               const std::vector<grid::FrameIndex>& frames, ExportFile& file) {
  const store::FileLayout& layout = reader.layout();
  const std::string plane = fmt::format("{}, {}", layout.grid.y().size(), layout.grid.x().size());
  file.write(npy_header(layout.type,
                        frames.size() == 1 ? plane : fmt::format("{}, {}", frames.size(), plane)));
  for (const grid::FrameIndex frame : frames) {
    visit_rows(reader, {metric}, frame, [&](const RowBand& band) {
      const std::vector<double>& values = band.metrics.front();
      if (layout.type == store::ValueType::float64) {
        file.write(bytes_of(values));
      } else {
        file.write(bytes_of(std::vector<float>(values.begin(), values.end())));
      }
    });
  }
}

}  // namespace heatreel::app
