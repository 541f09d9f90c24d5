// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "handle.hpp"

#include <string>

#include <hdf5.h>

namespace heatreel::store {

/// A property list for creating a file, a group or a dataset, whose objects remember creation
/// order, as netCDF-4 wants, and no times.
Handle ordered_list(hid_t kind, const std::string& path);

}  // namespace heatreel::store
