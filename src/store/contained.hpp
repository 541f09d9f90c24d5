// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace heatreel::store {

/// How a child process came to its end.
enum class Ending { regular, slow, crashed };

/// Carries out `work` in a child process, which may crash without harm and prints nothing. What it
/// throws is dropped: that is a regular end. It may take a minute of processor time.
/// \throws base::RuntimeError if no child can be made
Ending run_contained(const std::function<void()>& work);

}  // namespace heatreel::store
