// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

/// What the operating system says about this machine.
namespace heatreel::base {

/// The name that the system gives this machine.
std::string host_name();

/// Bytes that an ordinary user can still write to the disk that holds the folder of `path`. Nothing
/// where the file system does not tell; errno says why.
std::optional<std::uint64_t> free_bytes(const std::string& path);

}  // namespace heatreel::base
