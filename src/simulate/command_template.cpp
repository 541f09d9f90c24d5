// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/simulate/command_template.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "heatreel/base/error.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::simulate {

/// Goes through the text once, character by character.
class CommandTemplate::Parser {
 public:
  Parser(std::string_view text, const std::vector<std::string>& names)
      : text_(text), names_(names) {}

  std::vector<std::vector<Piece>> parse() {
    while (!rest().empty()) {
      step();
    }
    if (quote_ != '\0') {
      refuse(fmt::format("a {} is not closed", quote_));
    }
    end_word();
    return std::move(words_);
  }

 private:
  [[noreturn]] static void refuse(const std::string& why, const std::string& suggestion = "") {
    throw base::ConfigError({"it is not a command", why, suggestion});
  }

  std::string_view rest() const { return text_.substr(place_); }

  void step() {
    const char c = text_[place_];
    if (rest().starts_with("{{") || rest().starts_with("}}")) {
      add(c);
      place_ += 2;
    } else if (c == '{') {
      add_parameter();
    } else if (c == '}') {
      refuse("a } closes nothing", "Write }} for a brace.");
    } else if (c == '\\' && quote_ != '\'') {
      if (rest().size() < 2) {
        refuse("nothing follows the last \\");
      }
      add(text_[place_ + 1]);
      place_ += 2;
    } else {
      ++place_;
      take(c);
    }
  }

  /// A character that is no brace and no backslash.
  void take(char c) {
    if (quote_ != '\0') {
      if (c == quote_) {
        quote_ = '\0';
      } else {
        add(c);
      }
    } else if (c == '\'' || c == '"') {
      quote_ = c;
      in_word_ = true;  // also between empty quotes
    } else if (base::trim(std::string_view(&c, 1)).empty()) {
      end_word();
    } else {
      add(c);
    }
  }

  void add(char c) {
    in_word_ = true;
    if (word_.empty() || word_.back().parameter != Piece::is_text) {
      word_.push_back({});
    }
    word_.back().text += c;
  }

  void add_parameter() {
    const auto end = rest().find('}');
    if (end == std::string_view::npos) {
      refuse("a { is not closed", "Write {{ for a brace.");
    }
    const auto name = std::string(base::trim(rest().substr(1, end - 1)));
    place_ += end + 1;
    in_word_ = true;
    if (name == cell_name) {
      word_.push_back({"", Piece::is_cell});
      return;
    }
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) {
      refuse(fmt::format("{{{}}} is no parameter of the sweep", base::printable(name)),
             fmt::format("Sweep it, or give it with --set. {}", base::suggest_name(name, names_)));
    }
    word_.push_back({"", found - names_.begin()});
  }

  void end_word() {
    if (in_word_) {
      words_.push_back(std::move(word_));
    }
    word_.clear();
    in_word_ = false;
  }

  std::string_view text_;
  const std::vector<std::string>& names_;
  std::size_t place_ = 0;
  char quote_ = '\0';  ///< that is open
  bool in_word_ = false;
  std::vector<Piece> word_;
  std::vector<std::vector<Piece>> words_;
};

CommandTemplate::CommandTemplate(std::string_view text, const std::vector<std::string>& names)
    : words_(Parser(text, names).parse()), names_(names) {
  const bool names_program =
      !words_.empty() && words_[0].size() == 1 && words_[0][0].parameter == Piece::is_text;
  if (!names_program) {
    throw base::ConfigError({"it is not a command", "its first word must name a program", ""});
  }
  program_ = words_[0][0].text;
}

bool CommandTemplate::holds(std::string_view name) const {
  const std::ptrdiff_t wanted = std::ranges::find(names_, name) - names_.begin();
  return std::ranges::any_of(words_, [&](const auto& word) {
    return std::ranges::any_of(word, [&](const Piece& piece) { return piece.parameter == wanted; });
  });
}

std::vector<std::string> CommandTemplate::words(grid::CellIndex cell,
                                                std::span<const double> values) const {
  std::vector<std::string> all;
  for (const std::vector<Piece>& word : words_) {
    std::string& text = all.emplace_back();
    for (const Piece& piece : word) {
      if (piece.parameter == Piece::is_text) {
        text += piece.text;
      } else if (piece.parameter == Piece::is_cell) {
        text += std::to_string(cell);
      } else {
        text += base::format_exact(values[static_cast<std::size_t>(piece.parameter)]);
      }
    }
  }
  return all;
}

}  // namespace heatreel::simulate
