// SPDX-License-Identifier: GPL-3.0-or-later
#include "encoding_thread.hpp"

#include <utility>

#include "heatreel/base/contract.hpp"

namespace heatreel::video {

EncodingThread::EncodingThread(int width, int height, PixelFormat format,
                               std::function<void(const YuvPicture&, int)> encode)
    : slots_{Slot{{width, height, format}}, Slot{{width, height, format}},
             Slot{{width, height, format}}},
      thread_([this, encode = std::move(encode)] { work(encode); }) {}

EncodingThread::~EncodingThread() {
  if (thread_.joinable()) {
    skip_ = true;
    end();
  }
}

void EncodingThread::work(const std::function<void(const YuvPicture&, int)>& encode) {
  for (std::size_t slot = 0;; slot = (slot + 1) % slots_.size()) {
    filled_.acquire();
    if (slots_[slot].repeat == stop) {
      return;
    }
    try {
      if (!skip_) {
        encode(slots_[slot].picture, slots_[slot].repeat);
      }
    } catch (...) {
      error_ = std::current_exception();
      skip_ = true;
      failed_ = true;
    }
    free_.release();
  }
}

YuvPicture& EncodingThread::next_picture() {
  free_.acquire();
  free_.release();  // still the caller's until submit()
  rethrow();
  return slots_[next_].picture;
}

void EncodingThread::submit(int repeat) {
  HEATREEL_REQUIRE(repeat >= 1);
  hand_over(repeat);
}

void EncodingThread::finish() {
  end();
  rethrow();
}

void EncodingThread::hand_over(int repeat) {
  free_.acquire();
  slots_[next_].repeat = repeat;
  next_ = (next_ + 1) % slots_.size();
  filled_.release();
}

void EncodingThread::end() {
  hand_over(stop);
  thread_.join();
}

void EncodingThread::rethrow() const {
  if (failed_) {
    std::rethrow_exception(error_);
  }
}

}  // namespace heatreel::video
