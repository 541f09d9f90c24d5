// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validate.hpp"

#include <array>
#include <optional>
#include <vector>

#include "heatreel/store/file_layout.hpp"

namespace heatreel::store {

/// Every dataset of a result file that frames are read from, checked and open.
struct FrameData {
  Handle committed;
  Handle status;
  std::vector<Handle> metrics;
  std::optional<Handle> verdicts;  ///< files of earlier versions have none
  std::vector<Handle> ranges;      ///< one for each metric; {} if another program has lost them
  std::vector<Handle> checksums;   ///< in the order of FrameSlab::stored; {} likewise
};

/// What the file says of itself. \throws base::ConfigError, base::Hdf5Error
FileLayout read_layout(const CheckedFile& file);

FrameData open_frame_data(const CheckedFile& file, const FileLayout& layout);

/// Whether the file is in the form in which heatreel wrote it, so that it can be written to. The
/// layout is the file's.
bool has_own_form(const CheckedFile& file, const FileLayout& layout);

/// Reads the box of `count` numbers from `start` on; `type` is the type in memory.
void read_box(const Handle& dataset, hid_t type, const std::vector<hsize_t>& start,
              const std::vector<hsize_t>& count, void* values, const std::string& path);

}  // namespace heatreel::store
