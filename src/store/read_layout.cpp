// SPDX-License-Identifier: GPL-3.0-or-later
#include "read_layout.hpp"

#include "attributes.hpp"
#include "names.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

constexpr std::int64_t points_a_piece = 65536;

/// A text that is going to be shown to people.
std::string read_words(hid_t object, const char* name, const std::string& path) {
  return base::printable(read_text(object, name, path));
}

/// Refuses a variable whose name could do harm in a terminal or as a part of a file's name.
void require_identifier(const CheckedFile& file, const std::string& name) {
  if (!base::is_identifier(name)) {
    refuse(file.path(), fmt::format("'{}' is no name of an axis or a metric", name));
  }
}

/// A coordinate variable that is read piece by piece.
class Coordinate {
 public:
  Coordinate(const CheckedFile& file, const Handle& root, const std::string& name)
      : path_(file.path()), size_(read_size(file, root, name)) {
    dataset_ = file.dataset(root, name, H5T_IEEE_F64LE, {static_cast<hsize_t>(size_)});
  }

  hid_t id() const { return dataset_.get(); }
  std::int64_t size() const { return size_; }

  double value(std::int64_t index) const { return read(index, 1).front(); }

  /// Calls `keep_on` with each value in turn until it says false; tells whether it never did.
  template <class KeepOn>
  bool each(KeepOn keep_on) const {
    for (std::int64_t start = 0; start < size_; start += points_a_piece) {
      for (const double value : read(start, std::min(points_a_piece, size_ - start))) {
        if (!keep_on(value)) {
          return false;
        }
      }
    }
    return true;
  }

 private:
  static std::int64_t read_size(const CheckedFile& file, const Handle& root,
                                const std::string& name) {
    const std::vector<hsize_t> extent = file.extent(root, name);
    if (extent.size() != 1 || extent[0] == 0) {
      refuse(file.path(), fmt::format("{} is no axis", name));
    }
    return static_cast<std::int64_t>(extent[0]);
  }

  std::vector<double> read(std::int64_t start, std::int64_t count) const {
    std::vector<double> values(static_cast<std::size_t>(count));
    read_box(dataset_, H5T_NATIVE_DOUBLE, {static_cast<hsize_t>(start)},
             {static_cast<hsize_t>(count)}, values.data(), path_);
    return values;
  }

  std::string path_;
  std::int64_t size_;
  Handle dataset_;
};

/// The lazy axis with the ends that are stored, if these make one.
std::optional<grid::Axis> range_between(const Coordinate& stored, const std::string& name,
                                        grid::Spacing spacing) {
  try {
    return grid::Axis::range(name, stored.value(0), stored.value(stored.size() - 1), stored.size(),
                             spacing);
  } catch (const base::ConfigError&) {
    return std::nullopt;
  }
}

grid::Spacing read_spacing(const Coordinate& stored, const std::string& path) {
  const std::string text = read_text(stored.id(), "spacing", path);
  if (text == "list") {
    return grid::Spacing::list;
  }
  return text == "log" ? grid::Spacing::log : grid::Spacing::linear;
}

/// What `make` makes, or a refusal of the file with the reason that `make` gave.
template <class Make>
auto accepted(const CheckedFile& file, Make make) {
  try {
    return make();
  } catch (const base::ConfigError& error) {
    refuse(file.path(), error.what());
  }
}

/// A range, if every stored value is exactly what it computes; else the values as they are. Those
/// of a file that an earlier version has made differ from a range's in their last digits: they are
/// a list, but drawn as the range that was meant.
grid::Axis read_points(const CheckedFile& file, const Coordinate& stored, const std::string& name) {
  const grid::Spacing spacing = read_spacing(stored, file.path());
  const auto range =
      spacing == grid::Spacing::list ? std::nullopt : range_between(stored, name, spacing);
  std::int64_t index = 0;
  if (range && stored.each([&](double value) { return value == range->value(index++); })) {
    return *range;
  }
  std::vector<double> values;
  stored.each([&](double value) {
    values.push_back(value);
    return true;
  });
  grid::Axis list = accepted(file, [&] { return grid::Axis::list(name, values, spacing); });
  return range && list.resembles(*range) ? list : grid::Axis::list(name, std::move(values));
}

grid::Axis read_axis(const CheckedFile& file, const Handle& root, const std::string& name) {
  require_identifier(file, name);
  const Coordinate stored(file, root, name);
  return read_points(file, stored, name)
      .described(read_words(stored.id(), "units", file.path()),
                 read_words(stored.id(), "long_name", file.path()));
}

/// The axes are the first three members of the root, t first.
grid::ParameterGrid read_grid(const CheckedFile& file, const Handle& root) {
  const std::vector<std::string> members = file.members(root);
  if (members.size() < 3) {
    refuse(file.path(), "it has no three axes");
  }
  const grid::Axis t = read_axis(file, root, members[0]);
  const grid::Axis y = read_axis(file, root, members[1]);
  const grid::Axis x = read_axis(file, root, members[2]);
  return accepted(file, [&] { return grid::ParameterGrid(x, y, t); });
}

std::vector<hsize_t> frames_extent(const grid::ParameterGrid& grid) {
  return {static_cast<hsize_t>(grid.frames()), static_cast<hsize_t>(grid.y().size()),
          static_cast<hsize_t>(grid.x().size())};
}

/// Metrics are the members of the group of their ranges; the root may hold other arrays too.
std::vector<std::string> metric_names(const CheckedFile& file) {
  std::vector<std::string> members = file.members(file.group(names::frame_range));
  std::erase(members, names::bound);
  if (members.empty()) {
    refuse(file.path(), "it has no metric");
  }
  for (const std::string& name : members) {
    require_identifier(file, name);
  }
  return members;
}

ValueType read_type(const CheckedFile& file, const Handle& root, const std::string& name) {
  file.extent(root, name);  // refuses what is no plain dataset
  const Handle dataset =
      owned(H5Dopen2(root.get(), name.c_str(), H5P_DEFAULT), H5Dclose, "H5Dopen2", file.path());
  const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, "H5Dget_type", file.path());
  return H5Tequal(type.get(), H5T_IEEE_F64LE) > 0 ? ValueType::float64 : ValueType::float32;
}

Provenance read_provenance(const CheckedFile& file) {
  const Handle group = file.group(names::provenance);
  Provenance texts;
  for (const std::string& name : file.members(group)) {
    texts.emplace_back(name, file.text(group, name));
  }
  return texts;
}

}  // namespace

FileLayout read_layout(const CheckedFile& file) {
  const std::string& path = file.path();
  const Handle root = file.group("/");
  if (read_int(root.get(), names::version_attribute, path) != names::version) {
    refuse(path,
           fmt::format("it has no attribute {} = {}", names::version_attribute, names::version));
  }
  FileLayout layout{read_grid(file, root),
                    {},
                    ValueType::float32,
                    read_words(root.get(), "title", path),
                    read_words(root.get(), "source", path),
                    read_words(root.get(), "history", path),
                    read_provenance(file)};
  for (const std::string& name : metric_names(file)) {
    layout.type = read_type(file, root, name);
    const Handle metric = file.dataset(
        root, name, layout.type == ValueType::float64 ? H5T_IEEE_F64LE : H5T_IEEE_F32LE,
        frames_extent(layout.grid));
    layout.metrics.push_back({name, read_words(metric.get(), "units", path),
                              read_words(metric.get(), "long_name", path)});
  }
  return layout;
}

FrameData open_frame_data(const CheckedFile& file, const FileLayout& layout) {
  const std::vector<hsize_t> frames = frames_extent(layout.grid);
  const hid_t type = layout.type == ValueType::float64 ? H5T_IEEE_F64LE : H5T_IEEE_F32LE;
  const Handle root = file.group("/");
  const Handle range_group = file.group(names::frame_range);
  const Handle crc_group = file.group(names::frame_crc);
  FrameData data;
  data.committed = file.dataset(root, names::committed, H5T_STD_I8LE, {frames[0]});
  data.status = file.dataset(root, names::status, H5T_STD_I8LE, frames);
  const auto add_checksums = [&](const std::string& name) {
    data.checksums.push_back(file.dataset(crc_group, name, H5T_STD_U32LE, {frames[0]}));
  };
  add_checksums(names::status);
  for (const VariableLayout& metric : layout.metrics) {
    data.metrics.push_back(file.dataset(root, metric.name, type, frames));
    data.ranges.push_back(file.dataset(range_group, metric.name, H5T_IEEE_F64LE, {frames[0], 2}));
    add_checksums(metric.name);
  }
  return data;
}

void read_box(const Handle& dataset, hid_t type, const std::vector<hsize_t>& start,
              const std::vector<hsize_t>& count, void* values, const std::string& path) {
  const Handle file = owned(H5Dget_space(dataset.get()), H5Sclose, "H5Dget_space", path);
  checked(
      H5Sselect_hyperslab(file.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
      "H5Sselect_hyperslab", path);
  const Handle memory =
      owned(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose,
            "H5Screate_simple", path);
  checked(H5Dread(dataset.get(), type, memory.get(), file.get(), H5P_DEFAULT, values), "H5Dread",
          path);
}

}  // namespace heatreel::store
