// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/communicator.hpp"

#include "mpi_call.hpp"
#include "pending_sends.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <thread>

#include <mpi.h>

#include "heatreel/base/contract.hpp"

namespace heatreel::comm {

namespace {

/// How long a waiting rank sleeps between two looks. Open MPI's own waiting spins on a core that
/// somebody computes on.
constexpr auto poll_pause = std::chrono::microseconds(200);

/// Waits for a request asleep. \param meanwhile called between two looks
void wait_asleep(
    MPI_Request request, const char* call, const std::function<void()>& meanwhile = [] {}) {
  for (;;) {
    int done = 0;
    check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), call);
    if (done != 0) {
      return;
    }
    meanwhile();
    std::this_thread::sleep_for(poll_pause);
  }
}

constexpr auto longest_abort = std::chrono::seconds(5);

}  // namespace

/// The duplicated MPI communicator and the sends that are still under way; for the null
/// communicator, the messages that the serial rank has sent itself.
class Communicator::Impl {
 public:
  Impl() = default;
  explicit Impl(MPI_Comm original) {
    check_mpi(MPI_Comm_dup(original, &handle), "MPI_Comm_dup");
    check_mpi(MPI_Comm_set_errhandler(handle, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    check_mpi(MPI_Comm_rank(handle, &rank), "MPI_Comm_rank");
    check_mpi(MPI_Comm_size(handle, &size), "MPI_Comm_size");
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  // The handle is not freed: that is collective, and MPI_Finalize does it.
  ~Impl() = default;

  std::optional<Message> take_own(int tag);
  std::optional<Message> receive(int source, int tag);

  MPI_Comm handle = MPI_COMM_NULL;
  int rank = 0;
  int size = 1;
  PendingSends under_way;
  std::atomic<const char*> doing = "starting";
  std::atomic<double> silence_limit = usual_silence_limit;
  std::map<int, std::deque<Message>> to_self;  ///< by tag; null communicator only
};

Communicator::Communicator() : impl_(std::make_shared<Impl>()) {}

Communicator::Communicator(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

Communicator Communicator::world() {
  int initialised = 0;
  MPI_Initialized(&initialised);
  return initialised != 0 ? Communicator(std::make_shared<Impl>(MPI_COMM_WORLD)) : Communicator();
}

int Communicator::rank() const { return impl_->rank; }

int Communicator::size() const { return impl_->size; }

bool Communicator::is_null() const { return impl_->handle == MPI_COMM_NULL; }

void Communicator::barrier() const {
  if (is_null()) {
    return;
  }
  impl_->under_way.reap();
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Ibarrier(impl_->handle, &request), "MPI_Ibarrier");
  wait_asleep(request, "MPI_Ibarrier");
}

std::string Communicator::broadcast(std::string text,
                                    const std::function<void()>& meanwhile) const {
  if (is_null()) {
    return text;
  }
  MPI_Request request = MPI_REQUEST_NULL;
  auto length = static_cast<std::uint64_t>(text.size());
  check_mpi(MPI_Ibcast(&length, 1, MPI_UINT64_T, 0, impl_->handle, &request), "MPI_Ibcast");
  wait_asleep(request, "MPI_Ibcast", meanwhile);
  text.resize(length);
  check_mpi(MPI_Ibcast(text.data(), to_count(length), MPI_CHAR, 0, impl_->handle, &request),
            "MPI_Ibcast");
  wait_asleep(request, "MPI_Ibcast", meanwhile);
  return text;
}

double Communicator::max(double value) const {
  if (!is_null()) {
    check_mpi(MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MAX, impl_->handle),
              "MPI_Allreduce");
  }
  return value;
}

double Communicator::sum(double value) const {
  if (!is_null()) {
    check_mpi(MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_SUM, impl_->handle),
              "MPI_Allreduce");
  }
  return value;
}

bool Communicator::all(bool value) const { return max(value ? 0.0 : 1.0) == 0.0; }

std::vector<std::string> Communicator::gather(const std::string& text) const {
  if (is_null()) {
    return {text};
  }
  const bool root = impl_->rank == 0;
  const int length = to_count(text.size());
  std::vector<int> lengths(root ? static_cast<std::size_t>(impl_->size) : 0);
  check_mpi(MPI_Gather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, impl_->handle),
            "MPI_Gather");
  std::vector<int> offsets;
  std::size_t total = 0;
  for (const int each : lengths) {
    offsets.push_back(to_count(total));
    total += static_cast<std::size_t>(each);
  }
  std::string all_texts(total, '\0');
  check_mpi(MPI_Gatherv(text.data(), length, MPI_CHAR, all_texts.data(), lengths.data(),
                        offsets.data(), MPI_CHAR, 0, impl_->handle),
            "MPI_Gatherv");
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    texts.push_back(all_texts.substr(static_cast<std::size_t>(offsets[i]),
                                     static_cast<std::size_t>(lengths[i])));
  }
  return texts;
}

void Communicator::post(int destination, int tag, std::span<const std::byte> bytes) const {
  if (is_null()) {
    HEATREEL_REQUIRE(destination == 0);
    impl_->to_self[tag].push_back({0, {bytes.begin(), bytes.end()}});
    return;
  }
  impl_->under_way.start(impl_->handle, destination, tag, bytes);
}

bool Communicator::all_sent() const {
  impl_->under_way.reap();
  return impl_->under_way.empty();
}

std::optional<Message> Communicator::poll(int tag) const {
  return is_null() ? impl_->take_own(tag) : impl_->receive(MPI_ANY_SOURCE, tag);
}

std::optional<Message> Communicator::poll_from(int source, int tag) const {
  return is_null() ? impl_->take_own(tag) : impl_->receive(source, tag);
}

std::optional<Message> Communicator::Impl::take_own(int tag) {
  auto& queue = to_self[tag];
  if (queue.empty()) {
    return std::nullopt;
  }
  Message message = std::move(queue.front());
  queue.pop_front();
  return message;
}

std::optional<Message> Communicator::Impl::receive(int source, int tag) {
  int found = 0;
  MPI_Message matched = MPI_MESSAGE_NULL;
  MPI_Status status;
  check_mpi(MPI_Improbe(source, tag, handle, &found, &matched, &status), "MPI_Improbe");
  if (found == 0) {
    return std::nullopt;
  }
  int length = 0;
  check_mpi(MPI_Get_count(&status, MPI_BYTE, &length), "MPI_Get_count");
  Message message;
  message.source = status.MPI_SOURCE;
  message.bytes.resize(static_cast<std::size_t>(length));
  check_mpi(MPI_Mrecv(message.bytes.data(), length, MPI_BYTE, &matched, MPI_STATUS_IGNORE),
            "MPI_Mrecv");
  return message;
}

void Communicator::abort(int exit_code) const {
  if (!is_null()) {
    // MPI_Abort waits for the launcher, which may be what is lost.
    std::thread([exit_code] {
      std::this_thread::sleep_for(longest_abort);
      std::_Exit(exit_code);
    }).detach();
    MPI_Abort(impl_->handle, exit_code);
  }
  std::_Exit(exit_code);
}

const char* Communicator::doing() const { return impl_->doing; }

double Communicator::silence_limit() const { return impl_->silence_limit; }

void Communicator::limit_silence(double seconds) const { impl_->silence_limit = seconds; }

bool Communicator::threads_may_call() const {
  int level = MPI_THREAD_SINGLE;
  if (!is_null()) {
    check_mpi(MPI_Query_thread(&level), "MPI_Query_thread");
  }
  return level == MPI_THREAD_MULTIPLE;
}

Doing::Doing(const Communicator& comm, const char* what)
    : comm_(comm), before_(comm_.impl_->doing.exchange(what)) {}

Doing::~Doing() { comm_.impl_->doing = before_; }

const void* Communicator::native() const { return is_null() ? nullptr : &impl_->handle; }

}  // namespace heatreel::comm
