// SPDX-License-Identifier: GPL-3.0-or-later
#include "condition.hpp"

#include "text_file.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

constexpr std::size_t largest_table = std::size_t{64} << 20U;

using Cells = std::vector<std::string>;

Cells cells_of(std::string_view line) {
  Cells cells;
  for (const std::string_view cell : base::split(line, '\t')) {
    cells.emplace_back(base::trim(cell));
  }
  return cells;
}

/// The rows of a condition table.
class ConditionTable {
 public:
  explicit ConditionTable(const Given& conditions) {
    const auto folder = std::filesystem::path(conditions.file).parent_path();
    path_ = (folder / conditions.text).string();
    const std::string text = read_text_file(path_, conditions.label(), largest_table);
    int number = 0;
    for (const std::string_view line : base::split(text, '\n')) {
      ++number;
      if (base::trim(line).empty()) {
        continue;
      }
      if (header_.empty()) {
        header_ = cells_of(line);
        id_ = column("conditionId");
        if (id_ == header_.size()) {
          refuse(conditions, "its first line has no column conditionId",
                 "Give a condition table of PEtab, with tabs between its columns.");
        }
      } else {
        rows_.push_back({cells_of(line), number});
        rows_.back().cells.resize(header_.size());
      }
    }
  }

  /// The settings of a condition: names and values as they are typed.
  RawOptions settings_of(const Given& condition) const {
    RawOptions settings;
    std::vector<std::string> known;
    bool is_there = false;
    for (const Row& row : rows_) {
      known.push_back(row.cells[id_]);
      if (row.cells[id_] == condition.text) {
        is_there = true;
        add(row, settings);
      }
    }
    if (!is_there) {
      refuse(condition, fmt::format("{} has no such condition", base::printable(path_)),
             base::suggest_name(condition.text, known));
    }
    return settings;
  }

 private:
  struct Row {
    Cells cells;
    int line;
  };

  /// header_.size() if there is none.
  std::size_t column(const char* name) const {
    return static_cast<std::size_t>(std::ranges::find(header_, name) - header_.begin());
  }

  void add(const Row& row, RawOptions& settings) const {
    const std::size_t target = column("targetId");
    const std::size_t value = column("targetValue");
    if (target < header_.size() && value < header_.size()) {
      add(row.cells[target], row.cells[value], row.line, settings);
      return;
    }
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (i != id_ && header_[i] != "conditionName") {
        add(header_[i], row.cells[i], row.line, settings);
      }
    }
  }

  void add(const std::string& name, const std::string& value, int line,
           RawOptions& settings) const {
    const auto number = base::parse_double(value);
    if (!value.empty() && !(number && std::isnan(*number))) {
      settings.push_back({"set", name + "=" + value, path_, line});
    }
  }

  std::string path_;
  Cells header_;
  std::size_t id_ = 0;  ///< column of the condition's name
  std::vector<Row> rows_;
};

}  // namespace

RawOptions read_condition(const Settings& settings, const model::Model& model) {
  if (!settings.condition && !settings.conditions) {
    return {};
  }
  if (!settings.condition) {
    refuse(*settings.conditions, "no --condition is given", "Add --condition ID.");
  }
  if (!settings.conditions) {
    refuse(*settings.condition, "no --conditions is given", "Add --conditions FILE.tsv.");
  }
  RawOptions found = ConditionTable(*settings.conditions).settings_of(*settings.condition);
  for (Given& given : found) {
    const std::size_t equals = given.text.find('=');
    const std::string name = given.text.substr(0, equals);
    if (model.find_parameter(name) == nullptr && model.find_state(name) != nullptr) {
      given.text.insert(equals, "(0)");
    }
  }
  return found;
}

}  // namespace heatreel::config
