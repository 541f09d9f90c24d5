// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire_format.hpp"

#include "heatreel/base/error.hpp"
#include "heatreel/program/simd.hpp"
#include "heatreel/schedule/report.hpp"
#include "heatreel/store/frame_store.hpp"

/// The enumerations that travel between ranks.
namespace heatreel::app {

template <>
inline constexpr auto last_value<base::ExitCode> = base::ExitCode::stopped_resumable;
template <>
inline constexpr auto last_value<program::Simd> = program::Simd::baseline;
template <>
inline constexpr auto last_value<schedule::Running> = schedule::Running::give_up;
template <>
inline constexpr auto last_value<store::Opening> = store::Opening::resume;

}  // namespace heatreel::app
