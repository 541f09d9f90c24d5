// SPDX-License-Identifier: GPL-3.0-or-later
#include "encoding_thread.hpp"

#include <chrono>
#include <utility>

#include "heatreel/base/contract.hpp"

namespace heatreel::video {

EncodingThread::EncodingThread(int width, int height, PixelFormat format,
                               std::function<void(const YuvPicture&)> encode,
                               std::function<void()> ask)
    : slots_{Slot{{width, height, format}}, Slot{{width, height, format}},
             Slot{{width, height, format}}},
      ask_(std::move(ask)),
      thread_([this, encode = std::move(encode)] { work(encode); }) {}

EncodingThread::~EncodingThread() {
  if (thread_.joinable()) {
    skip_ = true;
    hand_over(stop);
    thread_.join();
  }
}

void EncodingThread::encode_all(const std::function<void(const YuvPicture&)>& encode,
                                const Slot& slot) const {
  for (int frame = 0; frame < slot.repeat && !skip_; ++frame) {
    encode(slot.picture);
  }
}

void EncodingThread::work(const std::function<void(const YuvPicture&)>& encode) {
  for (std::size_t slot = 0;; slot = (slot + 1) % slots_.size()) {
    filled_.acquire();
    if (slots_[slot].repeat == stop) {
      ended_ = true;
      return;
    }
    try {
      encode_all(encode, slots_[slot]);
    } catch (...) {
      error_ = std::current_exception();
      skip_ = true;
      failed_ = true;
    }
    free_.release();
  }
}

/// Asleep between two looks, of which each asks whether to go on waiting.
template <class Condition>
void EncodingThread::wait_until(Condition condition) const {
  constexpr auto nap = std::chrono::microseconds(500);
  while (!condition()) {
    if (ask_) {
      ask_();
    }
    std::this_thread::sleep_for(nap);
  }
}

YuvPicture& EncodingThread::next_picture() {
  wait_until([this] { return free_.try_acquire(); });
  free_.release();  // still the caller's until submit()
  rethrow();
  return slots_[next_].picture;
}

void EncodingThread::submit(int repeat) {
  HEATREEL_REQUIRE(repeat >= 1);
  hand_over(repeat);
}

void EncodingThread::finish() {
  wait_until([this] { return free_.try_acquire(); });
  free_.release();
  hand_over(stop);
  wait_until([this] { return ended_.load(); });
  thread_.join();
  rethrow();
}

void EncodingThread::hand_over(int repeat) {
  free_.acquire();
  slots_[next_].repeat = repeat;
  next_ = (next_ + 1) % slots_.size();
  filled_.release();
}

void EncodingThread::rethrow() const {
  if (failed_) {
    std::rethrow_exception(error_);
  }
}

}  // namespace heatreel::video
