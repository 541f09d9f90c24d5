// SPDX-License-Identifier: GPL-3.0-or-later
// Sweep and model files that somebody got wrong, or meant to: each is either read or refused by an
// error of ours that is safe to print. What is read writes itself as a sweep that reads the same.
#include "fuzz.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/resource.h>

#include "heatreel/base/error.hpp"
#include "heatreel/config/sweep_config.hpp"

namespace {

namespace fs = std::filesystem;
using heatreel::fuzz::below;
using heatreel::fuzz::mutated_text;
using heatreel::fuzz::Random;

constexpr int longest_seconds = 5;
constexpr std::size_t longest_message = 4096;
constexpr rlim_t most_memory = rlim_t{2} << 30U;

/// Separates the two files in one input.
constexpr std::string_view divider = "\n=====\n";

struct Seed {
  std::string sweep;
  std::string model;
};

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The first three parameters of any model as axes.
std::string simple_sweep(const heatreel::model::Model& model) {
  return fmt::format(
      "model = {}\nx = {}=0:1:3\ny = {}=1e-3:1:4:log\nt = {}=1,2,4.5\nmetric = {}.mean\n"
      "t-end = 10\nintegrator = rk4\ndt = 0.1\nsize = 640x480\n",
      model.name, model.parameters.at(0).name, model.parameters.at(1).name,
      model.parameters.at(2).name, model.states.at(0).name);
}

/// The shipped examples with their models, and each other model with a sweep of its own.
std::vector<Seed> seeds() {
  const fs::path root = HEATREEL_SOURCE_DIR;
  std::vector<Seed> found;
  for (const std::string name : {"predator-prey", "lorenz"}) {
    found.push_back({slurp(root / "examples" / (name + ".ini")),
                     slurp(root / "share/models" / (name + ".model"))});
  }
  for (const auto& entry : fs::directory_iterator(root / "share/models")) {
    const std::string text = slurp(entry.path());
    found.push_back({simple_sweep(heatreel::model::parse_model(text, "model")), text});
  }
  std::sort(found.begin() + 2, found.end(),
            [](const Seed& a, const Seed& b) { return a.model < b.model; });
  return found;
}

std::string make(const std::vector<Seed>& all, const std::vector<std::string>& corpus,
                 Random& random) {
  Seed input = all[below(all.size(), random)];
  const std::size_t which = below(5, random);
  if (which != 0) {
    std::string& text = which < 3 ? input.sweep : input.model;
    text = mutated_text(std::move(text), corpus, random);
  } else {
    input.sweep = mutated_text(std::move(input.sweep), corpus, random);
    input.model = mutated_text(std::move(input.model), corpus, random);
  }
  return input.sweep + std::string(divider) + input.model;
}

/// An error goes to a terminal: no escapes, no floods.
void check_message(const std::string& message) {
  const bool plain = std::none_of(message.begin(), message.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (!plain || message.empty() || message.size() > longest_message) {
    throw std::logic_error("a message that cannot be shown: " + message);
  }
}

bool attempt(const std::string& input) {
  const std::size_t cut = input.find(divider);
  const std::string model = input.substr(cut + divider.size());
  try {
    const auto sweep = heatreel::config::sweep_from_ini(input.substr(0, cut), model);
    const std::string once = to_ini(sweep);
    const std::string twice = to_ini(heatreel::config::sweep_from_ini(once, model));
    if (once != twice) {
      throw std::logic_error(fmt::format("does not read what it wrote:\n{}\n{}", once, twice));
    }
    return true;
  } catch (const heatreel::base::Error& error) {
    check_message(error.what());
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
#ifndef __SANITIZE_ADDRESS__
  const rlimit limit{most_memory, most_memory};
  ::setrlimit(RLIMIT_AS, &limit);  // what wants more throws std::bad_alloc, which is no base::Error
#endif
  const auto all = seeds();
  std::vector<std::string> corpus;
  for (const Seed& seed : all) {
    corpus.push_back(seed.sweep);
    corpus.push_back(seed.model);
  }
  return heatreel::fuzz::run(
      heatreel::fuzz::read_plan(argc, argv), longest_seconds,
      [&](Random& random) { return make(all, corpus, random); }, attempt);
}
