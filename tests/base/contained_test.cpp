// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/base/contained.hpp"

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace heatreel::base {
namespace {

using Ending = Contained::Ending;

Ending ending_of(void (*work)()) {
  return run_contained([work] {
           work();
           return std::string();
         })
      .ending;
}

/// Uses about `depth` times 64 bytes of stack or more.
int descend(int depth) {
  volatile std::int64_t room[8] = {depth};
  return depth == 0 ? 0 : descend(depth - 1) + static_cast<int>(room[0] - room[0]);
}

TEST(Contained, GivesBackWhatTheWorkReturns) {
  const std::string large(5'000'000, 'x');  // more than a pipe holds
  const Contained child = run_contained([&] { return large + "end"; });
  EXPECT_EQ(child.ending, Ending::regular);
  EXPECT_EQ(child.text, large + "end");
}

TEST(Contained, GivesBackTheWordsOfAnError) {
  const Contained child = run_contained([]() -> std::string { throw std::runtime_error("words"); });
  EXPECT_EQ(child.ending, Ending::error);
  EXPECT_EQ(child.text, "words");
}

TEST(Contained, SurvivesCrashes) {
  EXPECT_EQ(ending_of([] { std::abort(); }), Ending::crashed);
  EXPECT_EQ(ending_of([] { std::raise(SIGSEGV); }), Ending::crashed);
  EXPECT_EQ(ending_of([] { std::_Exit(0); }), Ending::crashed);  // a library's, not the work's
  EXPECT_EQ(ending_of([] { descend(1 << 30); }), Ending::crashed);
}

TEST(Contained, TellsWhichLimitWasMet) {
  EXPECT_EQ(ending_of([] { std::raise(SIGXCPU); }), Ending::slow);
#ifndef __SANITIZE_ADDRESS__  // which ends a process that asks for so much
  EXPECT_EQ(ending_of([] { ::operator delete(::operator new (std::size_t{5} << 30U)); }),
            Ending::large);
#endif
}

TEST(Contained, HasALargeStack) {
  EXPECT_EQ(ending_of([] { descend(500'000); }), Ending::regular);  // 32 MiB
}

}  // namespace
}  // namespace heatreel::base
