// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/series_file.hpp"

#include "attributes.hpp"
#include "handle.hpp"
#include "ordered_list.hpp"

#include <limits>

#include <hdf5_hl.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/pending_file.hpp"

namespace heatreel::store {

namespace {

/// Writes the objects of one file, in the order in which readers list them.
class SeriesWriter {
 public:
  explicit SeriesWriter(const std::string& path)
      : path_(path), list_(ordered_list(H5P_DATASET_CREATE, path_)), file_(create()) {}

  void write(const SeriesFile& series) {
    for (const auto& [name, text] : series.attributes) {
      write_text(file_.get(), name, text, path_);
    }
    const Handle scale = write_column(series.dimension);
    checked(H5DSset_scale(scale.get(), series.dimension.name.c_str()), "H5DSset_scale", path_);
    for (const Column& column : series.columns) {
      HEATREEL_EXPECT(column.values->size() == series.dimension.values->size());
      const Handle array = write_column(column);
      checked(H5DSattach_scale(array.get(), scale.get(), 0), "H5DSattach_scale", path_);
      write_missing(array);
    }
    for (const Scalar& scalar : series.scalars) {
      const Handle space = owned(H5Screate(H5S_SCALAR), H5Sclose, "H5Screate", path_);
      const Handle array = write_numbers(scalar.name, space, &scalar.value);
      write_text(array.get(), "units", scalar.unit, path_);
      write_missing(array);
    }
  }

  void close() {
    checked(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "H5Fflush", path_);
    file_.close(path_);
  }

 private:
  Handle create() const {
    silence_hdf5();
    const Handle creation = ordered_list(H5P_FILE_CREATE, path_);
    return owned(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, creation.get(), H5P_DEFAULT), H5Fclose,
                 "H5Fcreate", path_);
  }

  Handle write_column(const Column& column) const {
    const hsize_t size = column.values->size();
    const Handle space =
        owned(H5Screate_simple(1, &size, nullptr), H5Sclose, "H5Screate_simple", path_);
    Handle array = write_numbers(column.name, space, column.values->data());
    write_text(array.get(), "long_name", column.long_name, path_);
    write_text(array.get(), "units", column.unit, path_);
    return array;
  }

  Handle write_numbers(const std::string& name, const Handle& space, const double* values) const {
    Handle array = owned(H5Dcreate2(file_.get(), name.c_str(), H5T_IEEE_F64LE, space.get(),
                                    H5P_DEFAULT, list_.get(), H5P_DEFAULT),
                         H5Dclose, "H5Dcreate2", path_);
    checked(H5Dwrite(array.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
            "H5Dwrite", path_);
    return array;
  }

  void write_missing(const Handle& array) const {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    store::write_numbers(array.get(), "_FillValue", H5T_IEEE_F64LE, &nan, 1, path_);
  }

  const std::string& path_;
  Handle list_;  ///< creation properties of every dataset
  Handle file_;
};

}  // namespace

void write_series_file(const SeriesFile& series, const std::string& path) {
  base::PendingFile file(path, "the file");
  SeriesWriter writer(file.temporary());
  writer.write(series);
  writer.close();
  file.commit();
}

}  // namespace heatreel::store
