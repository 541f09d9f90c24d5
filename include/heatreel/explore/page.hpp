// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace heatreel::explore {

using Write = std::function<void(std::string_view text)>;

/// Puts the page together from share/explore: its frame, style and modules, in one file.
/// \param title plain text
/// \param write_data writes elements that hold data, in characters that mean nothing in HTML
void write_page(const std::string& title, const Write& write,
                const std::function<void()>& write_data);

/// `text` as HTML shows it literally.
std::string html_text(std::string_view text);

/// The modules as one: each without its `import` lines, and without `export` before declarations.
std::string joined_module(std::string_view text);

}  // namespace heatreel::explore
