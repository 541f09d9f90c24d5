// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace heatreel::store {

/// Called now and then by work that may take long, at least every tenth of a second or so; it may
/// throw to end the work.
using Ask = std::function<void()>;

}  // namespace heatreel::store
