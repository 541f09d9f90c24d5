// SPDX-License-Identifier: GPL-3.0-or-later
#include "export_formats.hpp"

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::app {

namespace {

/// A text as XML has it between tags and in attributes.
std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : base::printable(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

bool rises(const grid::Axis& axis) {
  for (std::int64_t i = 1; i < axis.size(); ++i) {
    if (!(axis.value(i - 1) < axis.value(i))) {
      return false;
    }
  }
  return true;
}

/// The points of an axis, read from the file. A mesh needs values that rise: an axis that is a list
/// in another order, or runs downwards, has its indices instead.
std::string points_of(const grid::Axis& axis, const std::string& data) {
  if (rises(axis)) {
    return fmt::format(
        R"(<DataItem Dimensions="{}" NumberType="Float" Precision="8" Format="HDF">{}:/{}</DataItem>)",
        axis.size(), data, axis.name());
  }
  std::string indices;
  for (std::int64_t i = 0; i < axis.size(); ++i) {
    indices += fmt::format("{}{}", i == 0 ? "" : " ", i);
  }
  return fmt::format(R"(<DataItem Dimensions="{}" Format="XML">{}</DataItem>)", axis.size(),
                     indices);
}

/// A variable of the dimensions t, y, x: a value at each point.
std::string variable(const std::string& name, const std::string& type,
                     const std::string& dimensions, const std::string& data) {
  return fmt::format(R"(      <Attribute Name="{0}" AttributeType="Scalar" Center="Node">
        <DataItem Dimensions="{1}" {2} Format="HDF">{3}:/{0}</DataItem>
      </Attribute>
)",
                     name, dimensions, type, data);
}

}  // namespace

void write_xdmf(const store::FileLayout& layout, const std::vector<std::size_t>& metrics,
                const std::string& data_path, ExportFile& file) {
  const std::string data = escaped(data_path);
  const auto& [x, y, t] = layout.grid.axes();
  const std::string dimensions = fmt::format("{} {} {}", t.size(), y.size(), x.size());
  file.write(fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<Xdmf Version="3.0">
  <Domain>
    <Grid Name="{}" GridType="Uniform">
      <Topology TopologyType="3DRectMesh" Dimensions="{}"/>
      <Geometry GeometryType="VXVYVZ">
        {}
        {}
        {}
      </Geometry>
)",
                         escaped(layout.title), dimensions, points_of(x, data), points_of(y, data),
                         points_of(t, data)));
  const int bytes = layout.type == store::ValueType::float32 ? 4 : 8;
  const std::string number = fmt::format(R"(NumberType="Float" Precision="{}")", bytes);
  for (const std::size_t metric : metrics) {
    file.write(variable(layout.metrics[metric].name, number, dimensions, data));
  }
  const char* const kind = R"(NumberType="Char" Precision="1")";
  file.write(variable("status", kind, dimensions, data));
  if (layout.verdicts) {
    file.write(variable("verdict", kind, dimensions, data));
  }
  file.write("    </Grid>\n  </Domain>\n</Xdmf>\n");
}

}  // namespace heatreel::app
