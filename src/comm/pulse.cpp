// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/pulse.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/clock.hpp"
#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/machine.hpp"
#include "heatreel/base/standard_streams.hpp"
#include "heatreel/base/text.hpp"
#include "heatreel/comm/silence.hpp"

namespace heatreel::comm {

namespace {

constexpr int sign_tag = 1;
/// Pause between two looks for messages.
constexpr auto nap = std::chrono::milliseconds(50);
/// Seconds between two signs. In large jobs they are rarer, so that rank 0 gets a thousand a
/// second; they come several times within the limit all the same, since some may be late.
constexpr double shortest_interval = 0.5;
constexpr double signs_a_second = 1000.0;
constexpr double signs_in_time = 8.0;

/// Rank 0 speaks first; the others wait so much longer, and not all the same time: the launcher of
/// a busy machine takes most of a second to end them once one has spoken.
constexpr double others_wait = 5.0;
constexpr double wait_a_rank = 1.0;
constexpr int most_waits = 10;

/// Ranks end together: each says that it wants to; when all do, rank 0 lets them go; each says that
/// it is gone and sends nothing more. Signs come until then.
enum class Phase : char { at_work, leaving, dismissed, gone };

/// What travels.
struct Sign {
  std::array<char, 64> host = {};
  std::array<char, 63> doing = {};
  Phase phase = Phase::at_work;
};

template <std::size_t size>
void put(std::string_view text, std::array<char, size>& field) {
  std::copy_n(text.begin(), std::min(text.size(), size - 1), field.begin());
}

Sign sign_of(const Communicator& comm, Phase phase) {
  Sign sign;
  put(base::host_name(), sign.host);
  put(comm.doing(), sign.doing);
  sign.phase = phase;
  return sign;
}

}  // namespace

class Pulse::Impl {
 public:
  explicit Impl(const Communicator& comm)
      : comm_(comm),
        signs_(Communicator::world()),
        last_(comm.rank() == 0 ? static_cast<std::size_t>(comm.size()) : 1),
        silence_(static_cast<int>(last_.size()), clock_.seconds()),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    try {
      beat_until(stop);
    } catch (const base::Error& error) {
      end_job(error);
    }
  }

  void beat_until(const std::stop_token& stop) {
    if (comm_.rank() == 0) {
      silence_.left(0);
    }
    do {
      silence_.listen(clock_.seconds());
      receive();
      if (comm_.rank() == 0) {
        dismiss_all(stop.stop_requested());
      } else {
        beat(stop.stop_requested() ? Phase::leaving : Phase::at_work);
      }
      check();
      std::this_thread::sleep_for(nap);
    } while (!silence_.all_left() || !stop.stop_requested() || !signs_.all_sent());
  }

  void receive() {
    const auto next = [this] {
      return comm_.rank() == 0 ? signs_.poll(sign_tag) : signs_.poll_from(0, sign_tag);
    };
    while (const auto message = next()) {
      Sign sign;
      HEATREEL_REQUIRE(message->bytes.size() == sizeof sign);
      std::memcpy(&sign, message->bytes.data(), sizeof sign);
      silence_.heard(message->source);
      take(sign, message->source);
    }
  }

  void take(const Sign& sign, int peer) {
    Sign& last = last_[static_cast<std::size_t>(peer)];
    if (sign.phase == Phase::gone || sign.phase == Phase::dismissed) {
      silence_.left(peer);
    }
    if (sign.phase == Phase::dismissed) {
      send(0, Phase::gone);
    } else if (comm_.rank() == 0 && sign.phase != Phase::gone) {
      leaving_ += sign.phase == Phase::leaving && last.phase == Phase::at_work ? 1 : 0;
      send(peer, Phase::at_work);
    }
    last = sign;
  }

  /// Rank 0: once all want to end.
  void dismiss_all(bool leaving) {
    if (leaving && !dismissed_ && leaving_ == comm_.size() - 1) {
      for (int rank = 1; rank < comm_.size(); ++rank) {
        send(rank, Phase::dismissed);
      }
      dismissed_ = true;
    }
  }

  /// The other ranks: a sign when it is time for one, or when there is news.
  void beat(Phase phase) {
    const double now = clock_.seconds();
    if (!silence_.all_left() && (now >= last_beat_ + interval() || phase != told_)) {
      send(0, phase);
      told_ = phase;
      last_beat_ = now;
    }
  }

  double interval() const {
    return std::min(std::max(shortest_interval, comm_.size() / signs_a_second),
                    comm_.silence_limit() / signs_in_time);
  }

  void send(int rank, Phase phase) {
    const Sign sign = sign_of(comm_, phase);
    signs_.post(rank, sign_tag, std::as_bytes(std::span(&sign, 1)));
  }

  void check() const {
    const double limit = comm_.silence_limit();
    const bool first = comm_.rank() == 0;
    const double later =
        first ? 0.0 : others_wait + wait_a_rank * std::min(comm_.rank(), most_waits);
    if (const auto peer = silence_.silent(limit + later)) {
      end_job(lost(*peer, limit));
    }
  }

  base::RuntimeError lost(int peer, double limit) const {
    const Sign& last = last_[static_cast<std::size_t>(peer)];
    const std::string host = last.host[0] != '\0' ? fmt::format(" on {}", last.host.data()) : "";
    return base::RuntimeError(
        {base::printable(fmt::format("rank {}{} has given no sign of life for {}", peer, host,
                                     base::format_seconds(limit))),
         last.doing[0] != '\0'
             ? fmt::format("it was last seen {}; it is frozen, lost or cut off", last.doing.data())
             : "it is frozen, lost or cut off",
         "The job ends. What was committed is safe: continue with --resume."});
  }

  [[noreturn]] void end_job(const base::Error& error) const {
    base::say("{}", error.what());
    signs_.abort(static_cast<int>(error.exit_code()));
  }

  base::Stopwatch clock_;
  Communicator comm_;
  Communicator signs_;      ///< for this thread alone
  std::vector<Sign> last_;  ///< by rank; on other ranks than 0, rank 0's
  Silence silence_;
  double last_beat_ = -std::numeric_limits<double>::infinity();
  Phase told_ = Phase::at_work;  ///< what this rank said last
  int leaving_ = 0;              ///< ranks that want to end
  bool dismissed_ = false;       ///< rank 0 has let them go
  std::jthread thread_;          ///< last, so that it is joined first
};

Pulse::Pulse(const Communicator& comm)
    : impl_(comm.threads_may_call() ? std::make_unique<Impl>(comm) : nullptr) {}

Pulse::~Pulse() = default;

}  // namespace heatreel::comm
