// SPDX-License-Identifier: GPL-3.0-or-later
#include "ordered_list.hpp"

namespace heatreel::store {

Handle ordered_list(hid_t kind, const std::string& path) {
  constexpr unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  Handle list = owned(H5Pcreate(kind), H5Pclose, "H5Pcreate", path);
  checked(H5Pset_attr_creation_order(list.get(), ordered), "H5Pset_attr_creation_order", path);
  checked(H5Pset_obj_track_times(list.get(), false), "H5Pset_obj_track_times", path);
  if (kind != H5P_DATASET_CREATE) {
    checked(H5Pset_link_creation_order(list.get(), ordered), "H5Pset_link_creation_order", path);
  }
  return list;
}

}  // namespace heatreel::store
