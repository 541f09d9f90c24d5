// SPDX-License-Identifier: GPL-3.0-or-later
#include "create_file.hpp"

#include "attributes.hpp"
#include "handle.hpp"
#include "names.hpp"
#include "ordered_list.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <vector>

#include <fmt/format.h>
#include <hdf5_hl.h>

#include "heatreel/grid/cell_status.hpp"
#include "heatreel/grid/cell_verdict.hpp"

namespace heatreel::store {

namespace {

/// Points of a coordinate variable that are computed and written at a time.
constexpr std::int64_t points_a_piece = 65536;

const char* spacing_name(grid::Spacing spacing) {
  switch (spacing) {
    case grid::Spacing::linear:
      return "linear";
    case grid::Spacing::log:
      return "log";
    case grid::Spacing::list:
      break;
  }
  return "list";
}

/// Creates the objects of one file, in the order in which readers list them.
class FileMaker {
 public:
  FileMaker(const std::string& path, const FileLayout& layout)
      : path_(path), layout_(layout), list_(creation_list()), file_(create()) {}

  void make() {
    make_global_attributes();
    const auto& grid = layout_.grid;
    for (const grid::Axis* axis : {&grid.t(), &grid.y(), &grid.x()}) {
      scales_.push_back(make_coordinate(*axis));
    }
    make_of_cells(names::status, "what became of each cell", grid::cell_status_names);
    make_committed();
    for (const VariableLayout& metric : layout_.metrics) {
      make_metric(metric);
    }
    if (layout_.verdicts) {
      make_of_cells(names::verdict, "what kind of answer each cell has", grid::cell_verdict_names);
    }
    make_checksums();
    make_ranges();
    make_provenance();
    checked(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "H5Fflush", path_);
    scales_.clear();
    file_.close(path_);
  }

 private:
  Handle creation_list() const {
    Handle list = ordered_list(H5P_DATASET_CREATE, path_);
    checked(H5Pset_layout(list.get(), H5D_CONTIGUOUS), "H5Pset_layout", path_);
    checked(H5Pset_alloc_time(list.get(), H5D_ALLOC_TIME_EARLY), "H5Pset_alloc_time", path_);
    checked(H5Pset_fill_time(list.get(), H5D_FILL_TIME_NEVER), "H5Pset_fill_time", path_);
    return list;
  }

  Handle create() const {
    const Handle access = owned(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "H5Pcreate", path_);
    checked(H5Pset_libver_bounds(access.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST),
            "H5Pset_libver_bounds", path_);
    // An object left open would keep the file open unnoticed; this makes it an error.
    checked(H5Pset_fclose_degree(access.get(), H5F_CLOSE_SEMI), "H5Pset_fclose_degree", path_);
    // What a buffer holds is written as a dataset closes, where nobody looks for an error.
    checked(H5Pset_sieve_buf_size(access.get(), 0), "H5Pset_sieve_buf_size", path_);
    const Handle creation = ordered_list(H5P_FILE_CREATE, path_);
    return owned(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose,
                 "H5Fcreate", path_);
  }

  Handle make_group(const char* name) const {
    const Handle list = ordered_list(H5P_GROUP_CREATE, path_);
    return owned(H5Gcreate2(file_.get(), name, H5P_DEFAULT, list.get(), H5P_DEFAULT), H5Gclose,
                 "H5Gcreate2", path_);
  }

  Handle make_array(hid_t parent, const std::string& name, hid_t type,
                    const std::vector<hsize_t>& extent) const {
    const Handle space =
        owned(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose,
              "H5Screate_simple", path_);
    return owned(
        H5Dcreate2(parent, name.c_str(), type, space.get(), H5P_DEFAULT, list_.get(), H5P_DEFAULT),
        H5Dclose, "H5Dcreate2", path_);
  }

  void make_scale(const Handle& array, const std::string& name) const {
    checked(H5DSset_scale(array.get(), name.c_str()), "H5DSset_scale", path_);
  }

  /// An array over the first `rank` of the dimensions t, y, x.
  Handle make_variable(hid_t parent, const std::string& name, hid_t type, std::size_t rank) const {
    const auto& grid = layout_.grid;
    const std::array<std::int64_t, 3> sizes = {grid.t().size(), grid.y().size(), grid.x().size()};
    Handle array = make_array(parent, name, type, {sizes.begin(), sizes.begin() + rank});
    attach_scales(array, rank);
    return array;
  }

  void attach_scales(const Handle& array, std::size_t rank) const {
    for (std::size_t axis = 0; axis < rank; ++axis) {
      checked(H5DSattach_scale(array.get(), scales_[axis].get(), static_cast<unsigned>(axis)),
              "H5DSattach_scale", path_);
    }
  }

  void write_text(const Handle& object, const char* name, const std::string& text) const {
    store::write_text(object.get(), name, text, path_);
  }

  void make_global_attributes() const {
    write_text(file_, "Conventions", "CF-1.10");
    write_text(file_, "title", layout_.title);
    write_text(file_, "history", layout_.history);
    write_text(file_, "source", layout_.source);
    write_numbers(file_.get(), names::version_attribute, H5T_STD_I32LE, &names::version, 0, path_);
  }

  Handle make_coordinate(const grid::Axis& axis) const {
    const auto size = static_cast<hsize_t>(axis.size());
    Handle array = make_array(file_.get(), axis.name(), H5T_IEEE_F64LE, {size});
    make_scale(array, axis.name());
    write_text(array, "long_name", axis.long_name());
    write_text(array, "units", axis.unit());
    write_text(array, names::spacing, spacing_name(axis.spacing()));
    if (&axis == &layout_.grid.t()) {
      write_text(array, "axis", "T");  // viewers animate along it
    }
    write_coordinate(array, axis);
    return array;
  }

  /// Piece by piece: an axis may have far more points than memory.
  void write_coordinate(const Handle& array, const grid::Axis& axis) const {
    const Handle space = owned(H5Dget_space(array.get()), H5Sclose, "H5Dget_space", path_);
    std::vector<double> values;
    for (std::int64_t start = 0; start < axis.size(); start += points_a_piece) {
      values.clear();
      for (std::int64_t i = start; i < std::min(axis.size(), start + points_a_piece); ++i) {
        values.push_back(axis.value(i));
      }
      const auto offset = static_cast<hsize_t>(start);
      const hsize_t count = values.size();
      checked(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, &offset, nullptr, &count, nullptr),
              "H5Sselect_hyperslab", path_);
      const Handle memory =
          owned(H5Screate_simple(1, &count, nullptr), H5Sclose, "H5Screate_simple", path_);
      checked(H5Dwrite(array.get(), H5T_NATIVE_DOUBLE, memory.get(), space.get(), H5P_DEFAULT,
                       values.data()),
              "H5Dwrite", path_);
    }
  }

  void make_flags(const Handle& array, const std::string& meanings) const {
    std::vector<std::int8_t> values(1 + std::count(meanings.begin(), meanings.end(), ' '));
    std::iota(values.begin(), values.end(), std::int8_t{0});
    write_numbers(array.get(), "flag_values", H5T_STD_I8LE, values.data(), values.size(), path_);
    write_text(array, "flag_meanings", meanings);
  }

  /// A kind of each cell. \param meanings in the order of the values
  template <std::size_t kinds>
  void make_of_cells(const char* name, const char* long_name,
                     const std::array<const char*, kinds>& meanings) const {
    const Handle array = make_variable(file_.get(), name, H5T_STD_I8LE, 3);
    write_text(array, "long_name", long_name);
    make_flags(array, fmt::format("{}", fmt::join(meanings, " ")));
  }

  void make_committed() const {
    const Handle array = make_variable(file_.get(), names::committed, H5T_STD_I8LE, 1);
    write_text(array, "long_name", "frame is completely and durably stored");
    make_flags(array, "no yes");
  }

  void make_metric(const VariableLayout& metric) const {
    const bool single = layout_.type == ValueType::float32;
    const hid_t type = single ? H5T_IEEE_F32LE : H5T_IEEE_F64LE;
    const Handle array = make_variable(file_.get(), metric.name, type, 3);
    const float nan32 = std::numeric_limits<float>::quiet_NaN();
    const double nan64 = std::numeric_limits<double>::quiet_NaN();
    const void* fill = single ? static_cast<const void*>(&nan32) : &nan64;
    write_numbers(array.get(), "_FillValue", type, fill, 1, path_);
    write_text(array, "long_name", metric.long_name);
    write_text(array, "units", metric.unit);
    write_text(
        array, "ancillary_variables",
        layout_.verdicts ? fmt::format("{} {}", names::status, names::verdict) : names::status);
  }

  void make_checksums() const {
    const Handle group = make_group(names::frame_crc);
    make_checksum(group, names::status);
    for (const VariableLayout& metric : layout_.metrics) {
      make_checksum(group, metric.name);
    }
    if (layout_.verdicts) {
      make_checksum(group, names::verdict);
    }
  }

  void make_checksum(const Handle& group, const std::string& name) const {
    const Handle array = make_variable(group.get(), name, H5T_STD_U32LE, 1);
    write_text(array, "long_name",
               "CRC-32 (as zlib) of the frame's stored bytes of " + name + ", once committed");
  }

  void make_ranges() const {
    const Handle group = make_group(names::frame_range);
    const std::array<std::int8_t, 2> values = {0, 1};
    const Handle bound = make_array(group.get(), names::bound, H5T_STD_I8LE, {values.size()});
    make_scale(bound, names::bound);
    make_flags(bound, "smallest largest");
    checked(H5Dwrite(bound.get(), H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            "H5Dwrite", path_);
    const auto frames = static_cast<hsize_t>(layout_.grid.frames());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const VariableLayout& metric : layout_.metrics) {
      const Handle array =
          make_array(group.get(), metric.name, H5T_IEEE_F64LE, {frames, values.size()});
      attach_scales(array, 1);
      checked(H5DSattach_scale(array.get(), bound.get(), 1), "H5DSattach_scale", path_);
      write_numbers(array.get(), "_FillValue", H5T_IEEE_F64LE, &nan, 1, path_);
      write_text(array, "long_name",
                 "smallest and largest finite " + metric.name + " of the frame, once committed");
      write_text(array, "units", metric.unit);
    }
  }

  /// Scalar strings of a fixed capacity, because the last texts are known only at the end.
  void make_provenance() const {
    const Handle group = make_group(names::provenance);
    const Handle scalar = owned(H5Screate(H5S_SCALAR), H5Sclose, "H5Screate", path_);
    for (const auto& [name, text] : layout_.provenance) {
      std::string padded = text;
      padded.resize(std::max(text.size(), names::provenance_capacity), '\0');
      const Handle type = text_type(padded.size(), path_);
      const Handle array = owned(H5Dcreate2(group.get(), name.c_str(), type.get(), scalar.get(),
                                            H5P_DEFAULT, list_.get(), H5P_DEFAULT),
                                 H5Dclose, "H5Dcreate2", path_);
      checked(H5Dwrite(array.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, padded.data()),
              "H5Dwrite", path_);
    }
  }

  const std::string& path_;
  const FileLayout& layout_;
  Handle list_;  ///< creation properties of every dataset
  Handle file_;
  std::vector<Handle> scales_;  ///< coordinate variables of t, y, x
};

}  // namespace

void create_file(const std::string& path, const FileLayout& layout) {
  FileMaker(path, layout).make();
}

}  // namespace heatreel::store
