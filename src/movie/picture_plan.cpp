// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/movie/picture_plan.hpp"

#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "heatreel/app/sweep_job.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/render/label_text.hpp"
#include "heatreel/render/number_text.hpp"

namespace heatreel::movie {

namespace {

/// The sweep that a file is of; nothing if the file does not say, or says it in options that this
/// version does not know.
std::optional<config::SweepConfig> stored_sweep(const store::FrameReader& reader) {
  const std::string ini = reader.provenance(app::provenance_configuration);
  if (ini.empty()) {
    return std::nullopt;
  }
  try {
    return config::sweep_from_ini(ini, reader.provenance(app::provenance_model));
  } catch (const base::Error&) {
    return std::nullopt;
  }
}

/// The parameters that a sweep was told to hold at other values than the model's, in one line.
std::string fixed_parameters(const config::SweepConfig& sweep) {
  constexpr int digits = 6;
  std::string text;
  for (const auto& [name, value] : sweep.settings) {
    const model::Parameter* parameter = sweep.model.find_parameter(name);
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", render::pretty_name(name),
                        render::value_text(value, digits));
    if (parameter != nullptr && !parameter->unit.empty() && parameter->unit != "1") {
      text += " " + render::pretty_unit(parameter->unit);
    }
  }
  for (const auto& [name, expression] : sweep.formulas) {
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", render::pretty_name(name),
                        base::printable(expression));
  }
  return text;
}

std::string subtitle_of(const store::FrameReader& reader, const std::string& other) {
  const auto sweep = stored_sweep(reader);  // for these words alone: the data need no configuration
  std::string fixed = sweep ? fixed_parameters(*sweep) : "";
  if (other.empty()) {
    return fixed;
  }
  const std::string minus =
      fmt::format("minus {}", base::printable(std::filesystem::path(other).filename().string()));
  return fixed.empty() ? minus : fmt::format("{}; {}", fixed, minus);
}

}  // namespace

render::PictureOptions plan_picture(const std::vector<Field>& fields, const std::string& other,
                                    const config::MovieOptions& options, app::ProgressStyle style) {
  const store::FileLayout& layout = fields.front().layout();
  render::PictureOptions picture;
  picture.width = options.width;
  picture.height = options.height;
  picture.theme =
      options.theme == config::ThemeChoice::dark ? render::Theme::dark() : render::Theme::light();
  picture.title = options.title.empty() ? layout.title : options.title;
  picture.subtitle = subtitle_of(fields.front().reader(), other);
  picture.reduction = options.reduction;
  picture.contours = options.contours;
  for (const Field& field : fields) {
    ColorPlan plan = plan_colors(field, options);
    for (const std::string& sentence : plan.words) {
      if (style != app::ProgressStyle::none) {
        base::say("{}: {}", field.variable().name, sentence);
      }
    }
    picture.panels.push_back(std::move(plan.panel));
    picture.panels.back().reasons = field.has_reasons();
  }
  return picture;
}

}  // namespace heatreel::movie
