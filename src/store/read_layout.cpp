// SPDX-License-Identifier: GPL-3.0-or-later
#include "read_layout.hpp"

#include "attributes.hpp"
#include "names.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::store {

namespace {

constexpr std::int64_t points_a_piece = 65536;

/// A text that is going to be shown to people.
std::string read_words(hid_t object, const char* name, const CheckedFile& file) {
  return base::printable(read_text(object, name, file.heaps(), file.path()));
}

/// Refuses a variable whose name could do harm in a terminal or as a part of a file's name.
void require_identifier(const CheckedFile& file, const std::string& name) {
  if (!base::is_identifier(name)) {
    refuse(file.path(), fmt::format("'{}' is not a valid name of an axis or a metric", name));
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
      refuse(file.path(), fmt::format("{} is not an axis", name));
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

grid::Spacing read_spacing(const CheckedFile& file, const Coordinate& stored) {
  const std::string text = read_text(stored.id(), names::spacing, file.heaps(), file.path());
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
  const grid::Spacing spacing = read_spacing(file, stored);
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
      .described(read_words(stored.id(), "units", file),
                 read_words(stored.id(), "long_name", file));
}

Handle open_dataset(const CheckedFile& file, const Handle& root, const std::string& name) {
  return owned(H5Dopen2(root.get(), name.c_str(), H5P_DEFAULT), H5Dclose, "H5Dopen2", file.path());
}

/// The coordinate variables in the order of the dimensions: t, y, x. heatreel makes them in this
/// order; in a file that netCDF has written anew, dimensions are numbered.
std::vector<std::string> axis_names(const CheckedFile& file, const Handle& root) {
  std::vector<std::string> made;
  std::vector<int> dimensions;  // of the variable that has all of them
  std::map<int, std::string> numbered;
  for (const std::string& name : file.datasets(root)) {
    const Handle dataset = open_dataset(file, root, name);
    if (holds_attribute(dataset.get(), names::spacing, file.path())) {
      made.push_back(name);
      for (const int number : read_ints(dataset.get(), names::netcdf_dimension, file.path())) {
        numbered[number] = name;
      }
    }
    if (name == names::status) {
      dimensions = read_ints(dataset.get(), names::netcdf_dimensions, file.path());
    }
  }
  if (made.size() != 3) {
    refuse(file.path(), "it does not have three axes");
  }
  if (numbered.size() == made.size() && dimensions.size() == made.size()) {
    std::ranges::transform(dimensions, made.begin(), [&](int number) { return numbered[number]; });
  }
  return made;
}

grid::ParameterGrid read_grid(const CheckedFile& file, const Handle& root) {
  const std::vector<std::string> axes = axis_names(file, root);
  const grid::Axis t = read_axis(file, root, axes[0]);
  const grid::Axis y = read_axis(file, root, axes[1]);
  const grid::Axis x = read_axis(file, root, axes[2]);
  return accepted(file, [&] { return grid::ParameterGrid(x, y, t); });
}

std::vector<hsize_t> frames_extent(const grid::ParameterGrid& grid) {
  return {static_cast<hsize_t>(grid.frames()), static_cast<hsize_t>(grid.y().size()),
          static_cast<hsize_t>(grid.x().size())};
}

/// Whether a dataset is one of floating-point numbers by t, y and x.
bool looks_like_metric(const CheckedFile& file, const Handle& root, const std::string& name) {
  const Handle dataset = open_dataset(file, root, name);
  const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, "H5Dget_type", file.path());
  return H5Tget_class(type.get()) == H5T_FLOAT && file.extent(root, name).size() == 3;
}

/// Whether a root's dataset is of cells. A swept parameter of an earlier version may have had the
/// name that is now the verdicts'.
bool holds_verdicts(const CheckedFile& file, const Handle& root) {
  return file.holds(names::verdict) && file.extent(root, names::verdict).size() == 3;
}

/// Metrics are the members of the group of their ranges, since the root may hold other arrays too.
/// xarray loses all groups.
std::vector<std::string> metric_names(const CheckedFile& file, const Handle& root) {
  std::vector<std::string> found;
  if (file.holds(names::frame_range)) {
    found = file.members(file.group(names::frame_range));
    std::erase(found, names::bound);
  } else {
    found = file.datasets(root);
    std::erase_if(found,
                  [&](const std::string& name) { return !looks_like_metric(file, root, name); });
  }
  if (found.empty()) {
    refuse(file.path(), "it has no metric");
  }
  for (const std::string& name : found) {
    require_identifier(file, name);
  }
  return found;
}

ValueType read_type(const CheckedFile& file, const Handle& root, const std::string& name) {
  file.extent(root, name);  // refuses what is no plain dataset
  const Handle dataset = open_dataset(file, root, name);
  const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, "H5Dget_type", file.path());
  return H5Tequal(type.get(), H5T_IEEE_F64LE) > 0 ? ValueType::float64 : ValueType::float32;
}

Provenance read_provenance(const CheckedFile& file) {
  Provenance texts;
  if (file.holds(names::provenance)) {
    const Handle group = file.group(names::provenance);
    for (const std::string& name : file.members(group)) {
      texts.emplace_back(name, file.text(group, name));
    }
  }
  return texts;
}

}  // namespace

FileLayout read_layout(const CheckedFile& file) {
  const std::string& path = file.path();
  const Handle root = file.group("/");
  if (read_ints(root.get(), names::version_attribute, path) != std::vector{names::version}) {
    refuse(path,
           fmt::format("it has no attribute {} = {}", names::version_attribute, names::version));
  }
  FileLayout layout{read_grid(file, root),
                    {},
                    ValueType::float32,
                    holds_verdicts(file, root),
                    read_words(root.get(), "title", file),
                    read_words(root.get(), "source", file),
                    read_words(root.get(), "history", file),
                    read_provenance(file)};
  for (const std::string& name : metric_names(file, root)) {
    layout.type = read_type(file, root, name);
    const Handle metric = file.dataset(
        root, name, layout.type == ValueType::float64 ? H5T_IEEE_F64LE : H5T_IEEE_F32LE,
        frames_extent(layout.grid));
    layout.metrics.push_back({name, read_words(metric.get(), "units", file),
                              read_words(metric.get(), "long_name", file)});
  }
  return layout;
}

FrameData open_frame_data(const CheckedFile& file, const FileLayout& layout) {
  const std::vector<hsize_t> frames = frames_extent(layout.grid);
  const hid_t type = layout.type == ValueType::float64 ? H5T_IEEE_F64LE : H5T_IEEE_F32LE;
  const Handle root = file.group("/");
  FrameData data;
  data.committed = file.dataset(root, names::committed, H5T_STD_I8LE, {frames[0]});
  data.status = file.dataset(root, names::status, H5T_STD_I8LE, frames);
  for (const VariableLayout& metric : layout.metrics) {
    data.metrics.push_back(file.dataset(root, metric.name, type, frames));
  }
  if (layout.verdicts) {
    data.verdicts = file.dataset(root, names::verdict, H5T_STD_I8LE, frames);
  }
  if (file.holds(names::frame_range)) {
    const Handle group = file.group(names::frame_range);
    for (const VariableLayout& metric : layout.metrics) {
      data.ranges.push_back(file.dataset(group, metric.name, H5T_IEEE_F64LE, {frames[0], 2}));
    }
  }
  if (file.holds(names::frame_crc)) {
    const Handle group = file.group(names::frame_crc);
    data.checksums.push_back(file.dataset(group, names::status, H5T_STD_U32LE, {frames[0]}));
    for (const VariableLayout& metric : layout.metrics) {
      data.checksums.push_back(file.dataset(group, metric.name, H5T_STD_U32LE, {frames[0]}));
    }
    if (layout.verdicts) {
      data.checksums.push_back(file.dataset(group, names::verdict, H5T_STD_U32LE, {frames[0]}));
    }
  }
  return data;
}

bool has_own_form(const CheckedFile& file, const FileLayout& layout) {
  const Handle root = file.group("/");
  const auto contiguous = [&](const std::string& name) {
    return file.is_contiguous(open_dataset(file, root, name));
  };
  return !holds_attribute(root.get(), names::netcdf_writer, file.path()) &&
         file.holds(names::frame_range) && file.holds(names::frame_crc) &&
         file.holds(names::provenance) && contiguous(names::status) &&
         contiguous(names::committed) && (!layout.verdicts || contiguous(names::verdict)) &&
         std::ranges::all_of(layout.metrics, contiguous, &VariableLayout::name);
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
