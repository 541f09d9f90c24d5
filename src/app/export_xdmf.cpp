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

/// Writes the grid of one frame after the other. A rectilinear mesh of one layer in z is what every
/// version of the readers takes, unlike a mesh in two dimensions.
class XdmfGrids {
 public:
  XdmfGrids(const store::FileLayout& layout, const std::vector<std::size_t>& metrics,
            const std::string& data)
      : layout_(layout),
        metrics_(metrics),
        data_(escaped(data)),
        mesh_(mesh_of(layout.grid.x()) + mesh_of(layout.grid.y())) {}

  std::string grid_of(grid::FrameIndex frame) const {
    const grid::Axis& t = layout_.grid.t();
    const std::string value = base::format_exact(t.value(frame));
    std::string text = fmt::format(R"(      <Grid Name="{} = {}" GridType="Uniform">
        <Time Value="{}"/>
        <Topology TopologyType="3DRectMesh" Dimensions="1 {} {}"/>
        <Geometry GeometryType="VXVYVZ">
{}          <DataItem Dimensions="1" Format="XML">0</DataItem>
        </Geometry>
)",
                                   t.name(), value, value, layout_.grid.y().size(),
                                   layout_.grid.x().size(), mesh_);
    for (const std::size_t metric : metrics_) {
      text += attribute(layout_.metrics[metric].name, float_type(), frame);
    }
    return text + attribute("status", R"(NumberType="Char" Precision="1")", frame) +
           "      </Grid>\n";
  }

 private:
  /// The points of an axis, read from the file. A mesh needs values that rise: an axis that is a
  /// list in another order, or runs downwards, has its indices instead.
  std::string mesh_of(const grid::Axis& axis) const {
    if (rises(axis)) {
      return fmt::format(R"(          <DataItem Dimensions="{}" NumberType="Float" Precision="8" )"
                         R"(Format="HDF">{}:/{}</DataItem>)"
                         "\n",
                         axis.size(), data_, axis.name());
    }
    std::string indices;
    for (std::int64_t i = 0; i < axis.size(); ++i) {
      indices += fmt::format("{}{}", i == 0 ? "" : " ", i);
    }
    return fmt::format(R"(          <DataItem Dimensions="{}" Format="XML">{}</DataItem>)"
                       "\n",
                       axis.size(), indices);
  }

  std::string float_type() const {
    return fmt::format(R"(NumberType="Float" Precision="{}")",
                       layout_.type == store::ValueType::float32 ? 4 : 8);
  }

  /// One frame of a variable: start, stride and count of a box in its dimensions t, y, x.
  std::string attribute(const std::string& name, const std::string& type,
                        grid::FrameIndex frame) const {
    return fmt::format(R"(        <Attribute Name="{0}" AttributeType="Scalar" Center="Node">
          <DataItem ItemType="HyperSlab" Dimensions="1 {1} {2}">
            <DataItem Dimensions="3 3" Format="XML">{3} 0 0 1 1 1 1 {1} {2}</DataItem>
            <DataItem Dimensions="{4} {1} {2}" {5} Format="HDF">{6}:/{0}</DataItem>
          </DataItem>
        </Attribute>
)",
                       name, layout_.grid.y().size(), layout_.grid.x().size(), frame,
                       layout_.grid.frames(), type, data_);
  }

  const store::FileLayout& layout_;
  const std::vector<std::size_t>& metrics_;
  std::string data_;
  std::string mesh_;
};

}  // namespace

void write_xdmf(const store::FileLayout& layout, const std::vector<std::size_t>& metrics,
                const std::string& data, ExportFile& file) {
  file.write(fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<Xdmf Version="3.0">
  <Domain>
    <Grid Name="{}" GridType="Collection" CollectionType="Temporal">
)",
                         escaped(layout.title)));
  const XdmfGrids grids(layout, metrics, data);
  for (grid::FrameIndex frame = 0; frame < layout.grid.frames(); ++frame) {
    file.write(grids.grid_of(frame));
  }
  file.write("    </Grid>\n  </Domain>\n</Xdmf>\n");
}

}  // namespace heatreel::app
