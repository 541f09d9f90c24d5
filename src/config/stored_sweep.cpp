// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/config/stored_sweep.hpp"

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/store/rehearse_reading.hpp"

namespace heatreel::config {

namespace {

[[noreturn]] void refuse_file(const std::string& path, const std::string& why) {
  throw base::ConfigError({fmt::format("the cells of {} cannot be computed", base::printable(path)),
                           why, "Give a file that this version of heatreel wrote."});
}

}  // namespace

SweepConfig read_stored_sweep(const std::string& path) {
  store::rehearse_reading(path);
  const store::FrameReader reader(path);
  const std::string ini = reader.provenance(provenance_configuration);
  const std::string model = reader.provenance(provenance_model);
  if (ini.empty() || model.empty()) {
    refuse_file(path, "it has no provenance that tells how they were");
  }
  SweepConfig sweep = sweep_from_ini(ini, model);
  for (std::size_t axis = 0; axis < sweep.grid.axes().size(); ++axis) {
    const grid::Axis& here = sweep.grid.axes()[axis];
    if (here.described("", "") != reader.layout().grid.axes()[axis].described("", "")) {
      refuse_file(path, fmt::format("its points along {} are not those that its provenance names",
                                    here.name()));
    }
  }
  sweep.simd = simd_called(reader.provenance(provenance_simd)).value_or(sweep.simd);
  return sweep;
}

}  // namespace heatreel::config
