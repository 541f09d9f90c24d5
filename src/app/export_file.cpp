// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/app/export_file.hpp"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::app {

ExportFile::ExportFile(const std::string& path, const StopRequest& stop)
    : stop_(stop),
      name_(path == base::standard_output ? "standard output"
                                          : fmt::format("'{}'", base::printable(path))),
      file_(path == base::standard_output ? nullptr
                                          : std::make_unique<base::PendingFile>(path, "the file")),
      stream_(file_ ? Stream(std::fopen(file_->temporary().c_str(), "wb"), std::fclose)
                    : Stream(stdout, std::fflush)) {
  if (!stream_) {
    fail();
  }
}

void ExportFile::write(std::string_view bytes) {
  stop_.end_if_requested("writing " + name_);
  if (std::fwrite(bytes.data(), 1, bytes.size(), stream_.get()) != bytes.size()) {
    fail();
  }
  bytes_ += bytes.size();
}

std::uint64_t ExportFile::finish() {
  const auto close = stream_.get_deleter();
  if (close(stream_.release()) != 0) {
    fail();
  }
  return file_ ? file_->commit() : bytes_;
}

void ExportFile::fail() const {
  throw base::RuntimeError({fmt::format("cannot write {}", name_),
                            std::generic_category().message(errno),
                            "Check that the disk has room and that you may write there."});
}

}  // namespace heatreel::app
