// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "heatreel/render/block_reducer.hpp"
#include "heatreel/store/frame_reader.hpp"

namespace heatreel::movie {

/// The values of one heat map: a metric of a result file, or the difference from the same metric
/// of another file. Copying is cheap: copies read the same files, which must outlive them.
class Field {
 public:
  Field(const store::FrameReader& reader, std::size_t metric);

  /// This metric minus that of `other`.
  /// \param path of the other file, for messages
  /// \throws base::ConfigError if the other file has other axes, or not this metric
  Field minus(const store::FrameReader& other, const std::string& path) const;

  /// Lets all reading of this field ask now and then whether to go on.
  void ask_while_reading(store::Ask ask) { ask_ = std::move(ask); }

  bool is_difference() const { return other_ != nullptr; }
  const store::FrameReader& reader() const { return *reader_; }
  const store::FileLayout& layout() const { return reader_->layout(); }
  const store::VariableLayout& variable() const { return layout().metrics[metric_]; }
  /// Whether its values are whole numbers.
  bool is_count() const { return variable().name.ends_with("_peaks"); }
  /// Whether the cells' verdicts are the reason where the metric has no value.
  bool has_reasons() const;
  /// Of a colour bar: "amplitude of P [nM]".
  std::string label() const;

  using Visit = std::function<void(const render::CellRows&)>;

  /// Visits a frame in bands of rows, so that memory does not grow with it.
  void read(grid::FrameIndex frame, const Visit& visit) const;
  void read_rows(grid::FrameIndex frame, std::int64_t first_row, std::int64_t rows,
                 const Visit& visit) const;

  /// Smallest and largest finite value of all frames, or of one; nothing if there is none. Reads
  /// the frames if the file has no record of them.
  std::optional<store::ValueRange> range() const;
  std::optional<store::ValueRange> range_of(grid::FrameIndex frame) const;

 private:
  const store::FrameReader* reader_;
  std::size_t metric_;
  const store::FrameReader* other_ = nullptr;
  std::size_t other_metric_ = 0;
  store::Ask ask_;
};

/// Visits all values of all frames.
void scan(const Field& field, const Field::Visit& visit);

}  // namespace heatreel::movie
