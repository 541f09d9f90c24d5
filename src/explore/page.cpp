// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/explore/page.hpp"

#include <map>
#include <random>

#include <fmt/format.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/embedded.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::explore {

namespace {

/// The page's files, with all modules joined in their order.
struct Parts {
  std::string_view frame;
  std::string_view style;
  std::string script;

  Parts() {
    for (const base::EmbeddedFile& file : base::embedded_explore()) {
      if (file.name.ends_with(".html")) {
        frame = file.bytes;
      } else if (file.name.ends_with(".css")) {
        style = file.bytes;
      } else {
        script += joined_module(file.bytes);
      }
    }
  }
};

/// Lets the browser run this page's own script and nothing else: nobody who wrote a text of the
/// file can know it.
std::string new_nonce() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

}  // namespace

void write_page(const std::string& title, const Write& write,
                const std::function<void()>& write_data) {
  const Parts parts;
  const std::string nonce = new_nonce();
  const std::map<std::string_view, std::function<void()>> places = {
      {"title", [&] { write(html_text(title)); }},
      {"nonce", [&] { write(nonce); }},
      {"style", [&] { write(parts.style); }},
      {"script", [&] { write(parts.script); }},
      {"data", write_data},
  };
  // The frame names them between @ and @.
  bool is_place = false;
  for (const std::string_view part : base::split(parts.frame, '@')) {
    if (is_place) {
      places.at(part)();
    } else {
      write(part);
    }
    is_place = !is_place;
  }
}

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : base::printable(text)) {
    if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'') {
      escaped += fmt::format("&#{};", static_cast<int>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string joined_module(std::string_view text) {
  constexpr std::string_view exported = "export ";
  std::string joined;
  for (std::string_view line : base::split(text, '\n')) {
    if (line.starts_with("import ")) {
      continue;
    }
    if (line.starts_with(exported)) {
      line.remove_prefix(exported.size());
    }
    joined.append(line).append("\n");
  }
  return joined;
}

}  // namespace heatreel::explore
