// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <semaphore>
#include <thread>

#include "heatreel/video/color_convert.hpp"

namespace heatreel::video {

/// Encodes pictures in a thread of its own while the caller prepares the next ones. Three pictures
/// are in memory, however many there will be. One thread calls the members.
class EncodingThread {
 public:
  /// \param encode called in the thread with one picture after another, as often as frames show
  ///   it; may throw
  /// \param ask called while the caller waits; may throw, also to give the work up
  EncodingThread(int width, int height, PixelFormat format,
                 std::function<void(const YuvPicture& picture)> encode, std::function<void()> ask);
  /// Drops what was not encoded yet.
  ~EncodingThread();
  EncodingThread(const EncodingThread&) = delete;
  EncodingThread& operator=(const EncodingThread&) = delete;

  /// Waits until a picture is free; the caller fills it and then calls submit().
  /// \throws what `encode` has thrown
  YuvPicture& next_picture();

  /// Hands over the picture that next_picture() returned. \param repeat ≥ 1
  void submit(int repeat);

  /// Waits until all is encoded and ends the thread.
  /// \throws what `encode` has thrown
  void finish();

 private:
  static constexpr std::size_t pictures = 3;
  static constexpr int stop = 0;  ///< in place of a repetition

  struct Slot {
    YuvPicture picture;
    int repeat = stop;
  };

  void work(const std::function<void(const YuvPicture&)>& encode);
  void encode_all(const std::function<void(const YuvPicture&)>& encode, const Slot& slot) const;
  template <class Condition>
  void wait_until(Condition condition) const;
  void hand_over(int repeat);
  void rethrow() const;

  // A ring: the caller fills slots in turn and the thread empties them in turn; a semaphore counts
  // those that are the caller's, another those that are the thread's.
  std::array<Slot, pictures> slots_;
  std::size_t next_ = 0;  ///< the slot that the caller fills next
  std::counting_semaphore<pictures> free_{pictures};
  std::counting_semaphore<pictures> filled_{0};
  std::atomic<bool> skip_ = false;    ///< what is handed over is no longer encoded
  std::atomic<bool> failed_ = false;  ///< error_ is set and will not change
  std::atomic<bool> ended_ = false;   ///< the thread has nothing left to do
  std::exception_ptr error_;
  std::function<void()> ask_;
  std::thread thread_;
};

}  // namespace heatreel::video
