// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/simulate/answer.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "heatreel/base/text.hpp"
#include "heatreel/simulate/command_template.hpp"

namespace heatreel::simulate {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Part of an answer that a message shows.
constexpr std::size_t most_shown = 60;

std::string shown(std::string_view text) {
  return fmt::format("'{}{}'", base::printable(text.substr(0, most_shown)),
                     text.size() > most_shown ? "…" : "");
}

/// Takes from a JSON object the members that are metrics: numbers or null, or arrays of these.
/// RapidJSON calls a function for each thing it reads, which returns false to end the reading.
class MetricsReader : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, MetricsReader> {
 public:
  /// \param cells in each array; nothing if there are numbers instead of arrays
  MetricsReader(const std::vector<std::string>& metrics, std::optional<std::size_t> cells)
      : metrics_(metrics), cells_(cells) {
    answer_.values.resize(metrics.size());
    for (std::vector<double>& values : answer_.values) {
      values.reserve(cells.value_or(1));
    }
  }

  bool Null() { return take(not_a_number); }
  bool Bool(bool /*value*/) { return refuse_text("true or false"); }
  bool Int(int value) { return take(value); }
  bool Uint(unsigned value) { return take(value); }
  bool Int64(std::int64_t value) { return take(static_cast<double>(value)); }
  bool Uint64(std::uint64_t value) { return take(static_cast<double>(value)); }
  bool Double(double value) { return take(value); }

  bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    if (depth_ == 1 && is_error_) {
      answer_.error = base::printable(std::string_view(text, length));
      answer_.says_error = true;
      return !answer_.error.empty() || refuse("it says 'error' and no more");
    }
    return refuse_text("a text");
  }

  bool StartObject() {
    if (depth_ > 0 && metric_ != nullptr) {
      return refuse_text("an object");
    }
    ++depth_;
    return true;
  }
  bool EndObject(rapidjson::SizeType /*members*/) {
    --depth_;
    return depth_ > 0 || check_complete();
  }
  bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    if (depth_ == 1) {
      find_metric(std::string_view(text, length));
    }
    return true;
  }
  bool StartArray() {
    if (depth_ == 0) {
      return refuse("it is no JSON object");
    }
    if (depth_ == 1 && metric_ != nullptr && !cells_) {
      return refuse_text("an array");
    }
    if (depth_ > 1 && metric_ != nullptr) {
      return refuse_text("an array of arrays");
    }
    ++depth_;
    return true;
  }
  bool EndArray(rapidjson::SizeType /*elements*/) {
    --depth_;
    return true;
  }

  Answer answer() && { return std::move(answer_); }

 private:
  /// Metrics mostly come in their order.
  void find_metric(std::string_view key) {
    is_error_ = key == "error" && std::ranges::find(metrics_, key) == metrics_.end();
    metric_ = nullptr;
    is_cell_ = key == cell_name;
    for (std::size_t tried = 0; tried < metrics_.size(); ++tried) {
      const std::size_t m = next_;
      next_ = (next_ + 1) % metrics_.size();
      if (metrics_[m] == key) {
        is_cell_ = false;
        metric_ = &metrics_[m];
        values_ = &answer_.values[m];
        values_->clear();  // of members of one name the last counts
        return;
      }
    }
  }

  bool take(double value) {
    if (depth_ == 0) {
      return refuse("it is no JSON object");
    }
    if (is_cell_) {
      answer_.cells.push_back(value);
    }
    if (metric_ == nullptr) {
      return true;
    }
    if (cells_ && depth_ == 1) {
      return refuse(fmt::format("its '{}' is no array", *metric_));
    }
    values_->push_back(value);
    return true;
  }

  bool check_complete() {
    const std::size_t wanted = cells_.value_or(1);
    for (std::size_t m = 0; answer_.error.empty() && m < metrics_.size(); ++m) {
      const std::size_t found = answer_.values[m].size();
      if (found == 0) {
        return refuse(fmt::format("it has no '{}'", metrics_[m]));
      }
      if (found != wanted) {
        return refuse(
            fmt::format("its '{}' has {} values for {} cells", metrics_[m], found, wanted));
      }
    }
    return true;
  }

  bool refuse_text(const char* what) {
    return metric_ == nullptr || refuse(fmt::format("its '{}' is {}", *metric_, what));
  }

  bool refuse(const std::string& why) {
    answer_.error = why;
    return false;
  }

  const std::vector<std::string>& metrics_;
  std::optional<std::size_t> cells_;
  Answer answer_;
  int depth_ = 0;
  std::size_t next_ = 0;                 ///< metric that is looked for first
  const std::string* metric_ = nullptr;  ///< whose value comes; nullptr for another member
  std::vector<double>* values_ = nullptr;
  bool is_error_ = false;
  bool is_cell_ = false;
};

Answer read_json(std::string_view text, const std::vector<std::string>& metrics,
                 std::optional<std::size_t> cells) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  MetricsReader handler(metrics, cells);
  rapidjson::Reader reader;
  constexpr unsigned flags = rapidjson::kParseFullPrecisionFlag | rapidjson::kParseNanAndInfFlag |
                             rapidjson::kParseIterativeFlag;
  const rapidjson::ParseResult result = reader.Parse<flags>(stream, handler);
  Answer answer = std::move(handler).answer();
  if (result.IsError() && answer.error.empty()) {
    answer.error =
        fmt::format("it is no JSON: {} (at byte {} of {})",
                    rapidjson::GetParseError_En(result.Code()), result.Offset(), shown(text));
  }
  return answer;
}

/// `NAME=VALUE` lines.
Answer read_lines(std::string_view text, const std::vector<std::string>& metrics) {
  std::vector<std::optional<double>> found(metrics.size());
  for (const std::string_view line : base::split(text, '\n')) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) {
      continue;
    }
    const auto metric = std::ranges::find(metrics, base::trim(line.substr(0, equals)));
    if (metric == metrics.end()) {
      continue;
    }
    const std::string_view value = base::trim(line.substr(equals + 1));
    const auto number = base::parse_double(value);
    if (!number) {
      return {.values = {},
              .error = fmt::format("its '{}' is {}, no number", *metric, shown(value))};
    }
    found[static_cast<std::size_t>(metric - metrics.begin())] = number;
  }
  Answer answer;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    if (!found[m]) {
      return {.values = {}, .error = fmt::format("it has no '{}': {}", metrics[m], shown(text))};
    }
    answer.values.push_back({*found[m]});
  }
  return answer;
}

}  // namespace

Answer read_answer(std::string_view text, const std::vector<std::string>& metrics) {
  text = base::trim(text);
  if (text.empty()) {
    return {.values = {}, .error = "it is empty"};
  }
  if (text.starts_with('{')) {
    return read_json(text, metrics, std::nullopt);
  }
  if (const auto number = base::parse_double(text); number && metrics.size() == 1) {
    return {.values = {{*number}}};
  }
  return read_lines(text, metrics);
}

Answer read_batch(std::string_view text, const std::vector<std::string>& metrics,
                  std::size_t cells) {
  return read_json(text, metrics, cells);
}

}  // namespace heatreel::simulate
