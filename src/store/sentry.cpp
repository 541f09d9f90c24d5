// SPDX-License-Identifier: GPL-3.0-or-later
#include "sentry.hpp"

#include <utility>

#include "heatreel/base/watching.hpp"

namespace heatreel::store {

Sentry::Sentry(HeldFile file, std::chrono::milliseconds pause)
    : file_(std::move(file)), pause_(pause) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Sentry::expect_count(StoredBytes count) {
  const std::lock_guard lock(mutex_);
  file_.expect_count(std::move(count));
}

void Sentry::check() {
  const std::lock_guard lock(mutex_);
  try {
    file_.check();
  } catch (const base::RuntimeError&) {
    told_ = true;
    throw;
  }
}

std::optional<base::Complaint> Sentry::loss(HeldFile::Depth depth) {
  const std::lock_guard lock(mutex_);
  auto found = file_.loss(depth);
  told_ = told_ || found;
  return found;
}

void Sentry::run(const std::stop_token& stop) {
  while (base::pause(std::chrono::duration<double>(pause_).count(), stop)) {
    const std::lock_guard lock(mutex_);
    const auto loss = file_.loss(HeldFile::Depth::without_count);
    if (loss && !told_) {
      base::end_process(base::RuntimeError(*loss));
    }
  }
}

}  // namespace heatreel::store
