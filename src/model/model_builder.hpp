// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "equations.hpp"
#include "event_statement.hpp"
#include "statement.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heatreel/model/model.hpp"

namespace heatreel::model {

/// What a symbol's kind is if no expression can name it.
inline constexpr const char* event_kind = "event";

inline constexpr const char* step_example = "Write time t [min] to 100 step 0.1.";

/// Collects a model file's statements and joins them into a model. The statements must outlive it.
class ModelBuilder {
 public:
  /// \throws base::ConfigError
  void read(const Statement& statement);

  /// \param end where to say that something is missing
  Model finish(const expr::SourceLocation& end);

 private:
  /// `NAME = VALUE [unit] nonnegative "description"`, all but name and value optional.
  struct Definition {
    Equation equation;
    std::string unit;
    std::string description;
    bool nonnegative = false;
  };
  /// Where a name was given, and as what.
  struct Symbol {
    std::string kind;
    int line = 0;
  };

  void read_model(StatementReader& reader);
  void read_title(StatementReader& reader);
  void read_reference(StatementReader& reader);
  void read_time(StatementReader& reader);
  void read_parameter(StatementReader& reader);
  void read_constant(StatementReader& reader);
  void read_state(StatementReader& reader);
  void read_derived(StatementReader& reader);
  void read_event(StatementReader& reader);
  void read_rate(StatementReader& reader);
  void read_next(StatementReader& reader);
  void read_equation(StatementReader& reader, const std::string& keyword);

  Definition read_definition(StatementReader& reader, const std::string& kind,
                             std::string_view flag = {});
  void declare(const Excerpt& name, const std::string& kind);
  void take_name(const std::string& name, const std::string& kind,
                 const expr::SourceLocation& where);
  void only_once(const std::string& what, const expr::SourceLocation& where);
  void require_complete(const expr::SourceLocation& end) const;
  void check_time() const;
  std::string equation_of(std::string_view state) const;
  std::size_t state_called(const Excerpt& name, const std::string& role) const;
  void name_initial_values();
  Names names() const;
  void set_constants(Names& names);
  std::vector<Equation> values() const;
  std::vector<Excerpt> expressions() const;
  void set_rates(std::span<const expr::NodeId>& nodes);
  void set_values(std::span<const expr::NodeId>& nodes);
  void set_events(std::span<const expr::NodeId>& nodes);
  void check_values() const;

  Model model_;
  std::map<std::string, Symbol, std::less<>> symbols_;
  std::map<std::string, int, std::less<>> lines_;           ///< of what may come only once
  std::map<std::string, std::size_t, std::less<>> states_;  ///< their numbers
  std::vector<Equation> constants_;
  std::vector<Equation> values_;          ///< of parameters, in their order
  std::vector<Equation> initial_values_;  ///< of states, in their order
  std::vector<EventStatement> events_;
  std::vector<Equation> derived_;
  std::vector<Equation> rates_;      ///< or next values
  int first_line_ = 0;               ///< of the first of these
  expr::SourceLocation end_place_;   ///< of the time that the simulation ends
  expr::SourceLocation step_place_;  ///< of its step, or of where that should stand
};

}  // namespace heatreel::model
