// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace heatreel::comm {

/// Seconds of silence after which a rank is taken for lost, unless limit_silence() changes them.
inline constexpr double usual_silence_limit = 120.0;

/// A received message.
struct Message {
  int source = 0;
  std::vector<std::byte> bytes;
};

/// A group of ranks as a value (the idea is Arbor's distributed context). The default one is the
/// null communicator: one serial rank without MPI, on which every collective returns at once and
/// messages to rank 0 come back.
/// Copies share the underlying communicator. Errors throw base::MpiError.
class Communicator {
 public:
  Communicator();

  /// All ranks of the job, on an MPI communicator of its own (collective); the null communicator
  /// where MPI is not running.
  static Communicator world();

  int rank() const;
  int size() const;
  /// True for the null communicator: no MPI call is ever made through it.
  bool is_null() const;

  /// Collective. Waits for all ranks asleep between polls, so that waiting costs no core.
  void barrier() const;
  /// Collective. Rank 0's text, on every rank. Waits asleep, too.
  /// \param meanwhile called again and again while this rank waits; may end the process
  std::string broadcast(
      std::string text, const std::function<void()>& meanwhile = [] {}) const;
  /// Collective.
  double max(double value) const;
  double sum(double value) const;
  /// Collective: true if it is true on every rank.
  bool all(bool value) const;
  /// Collective: every rank's text on rank 0 in rank order; empty elsewhere.
  std::vector<std::string> gather(const std::string& text) const;

  /// Sends without waiting; the bytes are copied. Messages from one rank to another with one tag
  /// arrive in order. Not collective.
  void post(int destination, int tag, std::span<const std::byte> bytes) const;
  /// Whether nothing that this rank has posted is under way any more. Never waits.
  bool all_sent() const;
  /// The next message with this tag, if one has come. Never waits. Not collective.
  std::optional<Message> poll(int tag) const;
  /// The same, if the message is from this rank. It costs the same in jobs of every size, while
  /// for poll() MPI may look at every rank.
  std::optional<Message> poll_from(int source, int tag) const;

  /// Ends the whole job at once with this exit code. If MPI cannot end the job, this process ends
  /// within seconds all the same.
  [[noreturn]] void abort(int exit_code) const;

  /// What this rank is doing, for messages of others (see Pulse). May be asked from any thread.
  const char* doing() const;
  /// How long a rank may give no sign of life (see Pulse), in seconds; to be the same on all ranks.
  /// May be asked from any thread.
  double silence_limit() const;
  void limit_silence(double seconds) const;
  /// True if MPI lets threads of this process call it side by side. Copies of one communicator
  /// must not be used by several threads even then.
  bool threads_may_call() const;

  /// The MPI_Comm, for libraries that want one (a pointer to it, so that no caller needs mpi.h);
  /// nullptr for the null communicator.
  const void* native() const;

 private:
  friend class Doing;
  class Impl;
  explicit Communicator(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

/// While it lives, it says what its rank is doing. After that the earlier words hold again.
class Doing {
 public:
  /// \param what "computing", "making movies"; lives as long as the process
  Doing(const Communicator& comm, const char* what);
  ~Doing();
  Doing(const Doing&) = delete;
  Doing& operator=(const Doing&) = delete;

 private:
  Communicator comm_;
  const char* before_;
};

}  // namespace heatreel::comm
