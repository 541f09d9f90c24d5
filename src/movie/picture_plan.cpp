// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/movie/picture_plan.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "heatreel/app/sweep_job.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/metric/metric.hpp"
#include "heatreel/render/canvas.hpp"
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
  for (const simulate::Fixed& fixed : sweep.simulation->fixed()) {
    text += fmt::format(
        "{}{} = {}", text.empty() ? "" : ", ", render::pretty_name(fixed.name),
        fixed.value ? render::value_text(*fixed.value, digits) : base::printable(fixed.expression));
    if (const std::string unit = render::pretty_unit(fixed.unit); !unit.empty()) {
      text += " " + unit;
    }
  }
  return text;
}

/// Width by height of a heat map in which a unit, or on two log axes a factor, is as long along x
/// as along y; nothing for axes that cannot be compared. Half a cell lies beyond the points at the
/// ends.
std::optional<double> equal_aspect(const grid::ParameterGrid& grid) {
  const auto length = [](const grid::Axis& axis) {
    const auto cells = static_cast<double>(axis.size());
    const double low = std::abs(axis.front());
    const double high = std::abs(axis.back());
    const double span = axis.spacing() == grid::Spacing::log ? std::abs(std::log(high / low))
                                                             : std::abs(axis.back() - axis.front());
    return span * cells / (cells - 1.0);
  };
  const auto comparable = [](const grid::Axis& axis) {
    return axis.size() > 1 && axis.spacing() != grid::Spacing::list;
  };
  const bool same =
      comparable(grid.x()) && comparable(grid.y()) && grid.x().spacing() == grid.y().spacing();
  return same ? std::optional(length(grid.x()) / length(grid.y())) : std::nullopt;
}

/// Width by height of the heat maps; nothing where they take what room there is.
/// \throws base::UsageError if equal lengths are asked for and cannot be had
std::optional<double> aspect_of(const grid::ParameterGrid& grid,
                                const config::AspectChoice& choice) {
  using Kind = config::AspectChoice::Kind;
  constexpr double longest_strip = 3.0;
  constexpr double longest = 20.0;
  const auto equal = equal_aspect(grid);
  const auto within = [&](double most) { return equal && *equal <= most && *equal >= 1.0 / most; };
  switch (choice.kind) {
    case Kind::free:
      break;
    case Kind::fixed:
      return choice.ratio;
    case Kind::equal:
      if (!within(longest)) {
        throw base::UsageError(
            {"--aspect equal cannot be met",
             equal ? fmt::format("{} and {} span too different lengths", grid.x().name(),
                                 grid.y().name())
                   : "the x and y axes are not both linear or both logarithmic ranges",
             "Give --aspect W:H."});
      }
      return equal;
    case Kind::by_unit: {
      const std::string unit = render::pretty_unit(grid.x().unit());
      const bool one_unit = !unit.empty() && unit == render::pretty_unit(grid.y().unit());
      return one_unit && within(longest_strip) ? equal : std::nullopt;
    }
  }
  return std::nullopt;
}

/// How large numbers of a field can be that mean nothing: a difference of two values of a state has
/// the error of the state, which is about rtol times its size; other values have that of atol.
double noise_of(const Field& field, const simulate::ModelSpec& model) {
  using metric::Kind;
  const auto& metrics = model.metrics;
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const auto& metric) {
    return metric.variable() == field.variable().name;
  });
  const auto integrator = model.integration.integrator;
  if (found == metrics.end() || integrator == solve::Integrator::map ||
      integrator == solve::Integrator::rk4) {
    return 0.0;
  }
  const double atol = model.integration.atol.value_or(0.0);
  switch (found->kind) {
    case Kind::amplitude:
    case Kind::standard_deviation: {
      const auto range = field.range();
      return range ? std::max(atol, model.integration.rtol * range->max) : 0.0;
    }
    case Kind::min:
    case Kind::max:
    case Kind::mean:
    case Kind::final:
      return atol;
    default:
      return 0.0;
  }
}

std::string subtitle_of(const std::optional<config::SweepConfig>& sweep, const std::string& other) {
  std::string fixed = sweep ? fixed_parameters(*sweep) : "";
  if (other.empty()) {
    return fixed;
  }
  const std::string minus =
      fmt::format("minus {}", base::printable(std::filesystem::path(other).filename().string()));
  return fixed.empty() ? minus : fmt::format("{}; {}", fixed, minus);
}

/// One line about characters that no font here can draw.
void tell_missing_glyphs(const render::PictureOptions& picture, const grid::ParameterGrid& grid) {
  std::string text = picture.title + picture.subtitle;
  for (const render::PanelOptions& panel : picture.panels) {
    text += panel.label;
  }
  for (const grid::Axis& axis : grid.axes()) {
    text += axis.name() + axis.long_name() + axis.unit();
  }
  if (const std::string missing = render::without_glyphs(text); !missing.empty()) {
    base::say(
        "no font here has the characters {} of titles and labels; pictures show boxes in "
        "their place (install a font that has them, such as fonts-noto-cjk)",
        missing);
  }
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
  // For words and noise alone: the data need no configuration.
  const auto sweep = stored_sweep(fields.front().reader());
  const simulate::ModelSpec* const model = sweep ? config::model_of(*sweep) : nullptr;
  picture.subtitle = subtitle_of(sweep, other);
  picture.reduction = options.reduction;
  picture.aspect = aspect_of(layout.grid, options.aspect);
  for (const Field& field : fields) {
    ColorPlan plan = plan_colors(field, options, model ? noise_of(field, *model) : 0.0);
    for (const std::string& sentence : plan.words) {
      if (style != app::ProgressStyle::none) {
        base::say("{}: {}", field.variable().name, sentence);
      }
    }
    picture.panels.push_back(std::move(plan.panel));
    picture.panels.back().reasons = field.has_reasons();
  }
  if (style != app::ProgressStyle::none) {
    tell_missing_glyphs(picture, layout.grid);
  }
  return picture;
}

}  // namespace heatreel::movie
