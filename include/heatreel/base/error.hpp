// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace heatreel::base {

/// Exit codes of the program, as documented in docs/cli.md.
enum class ExitCode : int {
  done = 0,
  runtime_failure = 1,
  usage = 2,
  some_cells_failed = 3,  ///< only where --strict asks for it
  stopped_resumable = 75,
};

/// What an error tells: what is wrong, why, and what to do. `why` and `suggestion` may be empty.
/// Printed as `PROBLEM (WHY) SUGGESTION`; of each, what goes beyond a thousand bytes is left out.
struct Complaint {
  std::string problem;
  std::string why;
  std::string suggestion;
};

/// Root of all errors that heatreel throws on purpose. what() is `PROBLEM (WHY) SUGGESTION`.
class Error : public std::runtime_error {
 public:
  Error(const Complaint& complaint, ExitCode exit_code);

  ExitCode exit_code() const { return exit_code_; }

 private:
  ExitCode exit_code_;
};

/// The command line is wrong. Names the option.
class UsageError : public Error {
 public:
  explicit UsageError(const Complaint& complaint) : Error(complaint, ExitCode::usage) {}
};

/// A sweep, model or result file is wrong. Names the file and, where there is one, line and column.
class ConfigError : public Error {
 public:
  explicit ConfigError(const Complaint& complaint) : Error(complaint, ExitCode::usage) {}
};

/// Something failed while running: a full disk, a lost file.
class RuntimeError : public Error {
 public:
  explicit RuntimeError(const Complaint& complaint) : Error(complaint, ExitCode::runtime_failure) {}
};

/// A library call failed; the problem names call and path, `why` the library's own words.
class MpiError : public RuntimeError {
 public:
  using RuntimeError::RuntimeError;
};
class Hdf5Error : public RuntimeError {
 public:
  using RuntimeError::RuntimeError;
};
class EncoderError : public RuntimeError {
 public:
  using RuntimeError::RuntimeError;
};

}  // namespace heatreel::base
