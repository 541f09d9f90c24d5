// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/store/run_lock.hpp"

#include "lock_owner.hpp"
#include "posix_file.hpp"
#include "temporary_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "heatreel/base/text.hpp"
#include "heatreel/base/watching.hpp"
#include "heatreel/store/companions.hpp"

namespace heatreel::store {

namespace {

constexpr std::size_t most_bytes = 4096;

constexpr const char* wait_for_it = "Wait for it, or write elsewhere (--output).";

/// What takes the lock's place meanwhile is not followed, and does not make us wait.
constexpr int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK;

/// What flock(2) says: `unknown` where the file system has no such locks.
enum class Flock { ours, taken, unknown };

Flock try_flock(const Descriptor& file) {
  if (::flock(file.number(), LOCK_EX | LOCK_NB) == 0) {
    return Flock::ours;
  }
  return errno == EWOULDBLOCK ? Flock::taken : Flock::unknown;
}

/// What the file at `path` says; "" if there is none.
std::string content_of(const std::string& path) {
  const Descriptor file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  return file.is_open() ? read_start(file, most_bytes) : "";
}

/// Whether `file` is still what bears the name: its owner may have removed it meanwhile.
bool bears_name(const Descriptor& file, const std::string& path) {
  struct stat mine = {};
  struct stat named = {};
  return ::fstat(file.number(), &mine) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         is_same_file(mine, named);
}

/// A link is not followed, and what else may stand in the lock's place is somebody's.
void require_file_in_place(const std::string& path) {
  struct stat named = {};
  if (::lstat(path.c_str(), &named) == 0 && !S_ISREG(named.st_mode)) {
    const char* what = S_ISLNK(named.st_mode)   ? "a symbolic link"
                       : S_ISDIR(named.st_mode) ? "a folder"
                                                : "something that is not a file";
    throw base::ConfigError({fmt::format("the lock {} cannot be made", base::printable(path)),
                             fmt::format("{} has its name", what),
                             "Remove it, or write elsewhere (--output)."});
  }
}

/// When the file was last touched, by the clock of the file system.
std::chrono::nanoseconds touched(const Descriptor& file) {
  struct stat status = {};
  ::fstat(file.number(), &status);
  return std::chrono::seconds(status.st_mtim.tv_sec) +
         std::chrono::nanoseconds(status.st_mtim.tv_nsec);
}

double in_seconds(std::chrono::milliseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::string in_words(std::chrono::milliseconds time) {
  return base::format_seconds(in_seconds(time));
}

/// Waits a little for a process that may be in its last moments. Whether it still runs then.
bool keeps_running(const LockOwner& owner) {
  for (int look = 0; look < 20 && is_running(owner.process, owner.start); ++look) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return is_running(owner.process, owner.start);
}

[[noreturn]] void refuse(const std::string& result, const std::optional<LockOwner>& owner,
                         const std::string& suggestion) {
  throw base::RuntimeError(
      {fmt::format("{} is being written by another run", base::printable(result)),
       owner ? describe(*owner) : std::string("whose name cannot be read"), suggestion});
}

/// What becomes the lock's file: locked and signed before it gets the name, so that a run which is
/// killed at the wrong moment leaves no lock without its owner's name.
class Draft {
 public:
  Draft(const std::string& lock, const std::string& text)
      : lock_(lock), temporary_(create_temporary(lock)) {
    try_flock(temporary_.file);
    try {
      write_all(temporary_.file, text, lock);
    } catch (...) {
      ::unlink(temporary_.path.c_str());
      throw;
    }
  }
  ~Draft() { ::unlink(temporary_.path.c_str()); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  /// Gives it the lock's name, unless there is a lock. Whether it is the lock now.
  bool publish() const {
    if (::link(temporary_.path.c_str(), lock_.c_str()) == 0) {
      return true;
    }
    if (errno == EEXIST) {
      return false;
    }
    // A file system without hard links: an empty file keeps the place for a moment.
    const Descriptor place(lock_, flags | O_CREAT | O_EXCL);
    if (!place.is_open() && errno != EEXIST) {
      fail_io("creating a file", lock_, errno);
    }
    if (place.is_open()) {
      replace();
    }
    return place.is_open();
  }

  /// Puts it in the place of a lock whose owner is gone.
  void replace() const {
    if (std::rename(temporary_.path.c_str(), lock_.c_str()) != 0) {
      fail_io("renaming to its final name", temporary_.path, errno);
    }
  }

  /// How long ago another file of this folder was touched. Clocks of other hosts do not matter.
  std::chrono::milliseconds since_touch_of(const Descriptor& other) const {
    ::futimens(temporary_.file.number(), nullptr);
    const auto age = touched(temporary_.file) - touched(other);
    return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(age),
                    std::chrono::milliseconds(0));
  }

  Descriptor take_file() { return std::move(temporary_.file); }

 private:
  std::string lock_;
  NewFile temporary_;
};

}  // namespace

class RunLock::Impl {
 public:
  Impl(const std::string& result, const std::string& host, const LockTiming& timing)
      : result_(result),
        path_(result + lock_ending),
        place_(this_place(host)),
        timing_(timing),
        text_(to_text(this_owner(host))),
        file_(acquire()) {
    remove_leftovers(path_);
    thread_ = std::jthread([this](const std::stop_token& stop) { keep(stop); });
  }

  ~Impl() {
    thread_ = {};
    if (content_of(path_) == text_) {
      ::unlink(path_.c_str());
    }
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const std::string& taken_over_from() const { return taken_over_from_; }

 private:
  /// The lock's file, made or taken over.
  Descriptor acquire() {
    Draft draft(path_, text_);
    while (!draft.publish()) {
      require_file_in_place(path_);
      const Descriptor file(path_, flags);
      if (!file.is_open() && errno == ENOENT) {
        continue;  // its owner has just released it
      }
      if (!file.is_open()) {
        fail_io("opening", path_, errno);
      }
      const Flock flock = try_flock(file);
      const std::optional<LockOwner> owner = parse_owner(read_start(file, most_bytes));
      if (flock == Flock::taken) {
        refuse(result_, owner, wait_for_it);
      }
      if (bears_name(file, path_)) {
        take_over(draft, file, owner);
        break;
      }
    }
    return draft.take_file();
  }

  /// Refuses unless the owner of the existing file is gone. That nobody holds its flock is no
  /// proof: there may be none, or one that other hosts do not see.
  void take_over(const Draft& draft, const Descriptor& file,
                 const std::optional<LockOwner>& owner) {
    if (owner && sees_processes_of(place_, owner->place)) {
      if (keeps_running(*owner)) {
        refuse(result_, owner, wait_for_it);
      }
    } else if (const auto age = draft.since_touch_of(file); age < timing_.stale) {
      refuse(
          result_, owner,
          fmt::format("It gave a sign of life {} ago. If that run is gone, its lock can be taken "
                      "over in {}, or remove {}.",
                      in_words(age), in_words(timing_.stale - age), base::printable(path_)));
    }
    draft.replace();
    // Without flock another run may have done the same at the same time: the last one has it.
    std::this_thread::sleep_for(timing_.settle);
    const std::string now = content_of(path_);
    if (now != text_) {
      refuse(result_, parse_owner(now), wait_for_it);
    }
    taken_over_from_ = owner ? describe(*owner) : std::string("a run that left no name");
  }

  /// The thread: signs of life until the end.
  void keep(const std::stop_token& stop) {
    while (base::pause(in_seconds(timing_.touch), stop)) {
      ::futimens(file_.number(), nullptr);
      const std::string now = content_of(path_);
      if (now.empty()) {
        make_again();
      } else if (now != text_) {
        give_up(now);
      }
    }
  }

  /// After somebody has deleted it.
  void make_again() {
    try {
      Draft draft(path_, text_);
      if (draft.publish()) {
        file_ = draft.take_file();
      }
    } catch (const base::RuntimeError&) {
      // The folder may be gone, or the disk full for a moment: the next look tries again.
    }
  }

  /// This process was asleep so long that another run has taken it for dead.
  [[noreturn]] void give_up(const std::string& now) const {
    const auto owner = parse_owner(now);
    base::end_process(base::RuntimeError(
        {fmt::format("{} was taken over by another run", base::printable(result_)),
         owner ? describe(*owner) : std::string("unknown"), ""}));
  }

  std::string result_;
  std::string path_;
  Place place_;
  LockTiming timing_;
  std::string taken_over_from_;
  std::string text_;
  Descriptor file_;
  std::jthread thread_;  ///< last, so that it is joined first
};

RunLock::RunLock(const std::string& result_path, const std::string& host, const LockTiming& timing)
    : impl_(std::make_unique<Impl>(result_path, host, timing)) {}

RunLock::~RunLock() = default;

const std::string& RunLock::taken_over_from() const { return impl_->taken_over_from(); }

}  // namespace heatreel::store
