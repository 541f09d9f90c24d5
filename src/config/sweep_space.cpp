// SPDX-License-Identifier: GPL-3.0-or-later
#include "sweep_space.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "heatreel/base/text.hpp"

namespace heatreel::config {

namespace {

const Given& required_axis(const std::optional<Given>& given, const std::string& name) {
  if (!given) {
    throw base::UsageError({fmt::format("--{} is missing", name),
                            "a sweep needs the axes --x and --y",
                            fmt::format("Give --{} NAME=LO:HI:N.", name)});
  }
  return *given;
}

/// Parameters are dimensions of the file, where names must not clash.
void check_name_is_free(const Given& given, const std::string& parameter,
                        const std::vector<store::VariableLayout>& variables) {
  const auto reserved = store::reserved_names(variables);
  if (std::find(reserved.begin(), reserved.end(), parameter) != reserved.end()) {
    refuse(given, fmt::format("the result file uses the name '{}' itself", parameter),
           "Give the parameter another name.");
  }
}

/// The t axis of a sweep without one.
Given only_frame(const Settings& settings, const FindParameter& find_parameter,
                 const std::vector<Default>& defaults) {
  std::set<std::string> changed;
  for (const auto* const axis : {&settings.x, &settings.y}) {
    changed.insert(read_axis(**axis, find_parameter).name());
  }
  for (const Given& given : settings.set) {
    changed.insert(read_setting(given, find_parameter).parameter);
  }
  for (const auto& [name, value] : defaults) {
    if (!changed.contains(name)) {
      return {"t", fmt::format("{}={}", name, base::format_exact(value)), "", 0};
    }
  }
  throw base::UsageError({"--t is missing", "no parameter with a default is left for one frame",
                          "Give --t NAME=VALUE."});
}

}  // namespace

grid::ParameterGrid read_grid(const Settings& settings, const FindParameter& find_parameter,
                              const std::vector<store::VariableLayout>& variables,
                              const std::vector<Default>& defaults) {
  const Given& x = required_axis(settings.x, "x");
  const Given& y = required_axis(settings.y, "y");
  const Given t = settings.t ? *settings.t : only_frame(settings, find_parameter, defaults);
  const std::array<const Given*, 3> given = {&x, &y, &t};
  std::map<std::string, const Given*> taken;
  std::vector<grid::Axis> axes;
  axes.reserve(given.size());
  for (const Given* one : given) {
    axes.push_back(read_axis(*one, find_parameter));
    const std::string& parameter = axes.back().name();
    if (const auto [twin, is_new] = taken.emplace(parameter, one); !is_new) {
      refuse(*one, fmt::format("{} already sweeps parameter {}", twin->second->label(), parameter),
             "Each axis sweeps a parameter of its own.");
    }
    check_name_is_free(*one, parameter, variables);
  }
  return in_context(*given[2], [&] { return grid::ParameterGrid(axes[0], axes[1], axes[2]); });
}

ParameterTexts read_parameters(const Settings& settings, const FindParameter& find_parameter,
                               std::span<const grid::Axis> axes) {
  ParameterTexts parameters;
  std::map<std::string, const Given*> sources;
  for (const Given& given : settings.set) {
    const Setting setting = read_setting(given, find_parameter);
    const std::string& name = setting.parameter;
    for (const grid::Axis& axis : axes) {
      if (axis.name() == name) {
        refuse(given, fmt::format("parameter {} is swept along an axis", name),
               "Leave out one of the two.");
      }
    }
    if (const auto twin = sources.find(name);
        twin != sources.end() && twin->second->file == given.file) {
      refuse(given,
             fmt::format("parameter {} is already set to {}", name,
                         base::printable(parameters[name].formula.text)),
             "Keep one of them.");
    }
    parameters[name] = setting;
    sources[name] = &given;
  }
  return parameters;
}

}  // namespace heatreel::config
