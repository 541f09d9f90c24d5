// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/communicator.hpp"

#include <cstring>
#include <ctime>
#include <thread>

#include <gtest/gtest.h>

#include "heatreel/comm/mpi_session.hpp"

namespace heatreel::comm {
namespace {

std::vector<std::byte> bytes_of(const std::string& text) {
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

std::string text_of(const Message& message) {
  return {reinterpret_cast<const char*>(message.bytes.data()), message.bytes.size()};
}

Message wait_for(const Communicator& comm, int tag) {
  for (;;) {
    if (auto message = comm.poll(tag)) {
      return *std::move(message);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

TEST(NullCommunicator, IsOneSerialRank) {
  const Communicator comm;
  EXPECT_TRUE(comm.is_null());
  EXPECT_EQ(comm.rank(), 0);
  EXPECT_EQ(comm.size(), 1);
  EXPECT_EQ(comm.native(), nullptr);
}

TEST(NullCommunicator, CollectivesReturnTheirArgument) {
  const Communicator comm;
  comm.barrier();
  EXPECT_EQ(comm.broadcast("text"), "text");
  EXPECT_EQ(comm.max(2.5), 2.5);
  EXPECT_EQ(comm.sum(2.5), 2.5);
  EXPECT_TRUE(comm.all(true));
  EXPECT_FALSE(comm.all(false));
  EXPECT_EQ(comm.gather("mine"), std::vector<std::string>{"mine"});
  EXPECT_FALSE(comm.poll(1).has_value());
}

TEST(NullCommunicator, MessagesToItselfComeBackInOrder) {
  const Communicator comm;
  const Communicator copy = comm;
  comm.post(0, 3, bytes_of("first"));
  comm.post(0, 3, bytes_of("second"));
  EXPECT_FALSE(copy.poll(4).has_value());
  EXPECT_EQ(text_of(*copy.poll(3)), "first");
  EXPECT_EQ(text_of(*copy.poll(3)), "second");
  EXPECT_FALSE(copy.poll(3).has_value());
}

TEST(Communicator, RanksAreNumberedFromZero) {
  const Communicator comm = Communicator::world();
  EXPECT_GE(comm.rank(), 0);
  EXPECT_LT(comm.rank(), comm.size());
  const double sum = comm.sum(comm.rank());
  EXPECT_EQ(sum, comm.size() * (comm.size() - 1) / 2);
}

TEST(Communicator, BroadcastGivesRankZerosText) {
  const Communicator comm = Communicator::world();
  const std::string text = comm.rank() == 0 ? std::string(100000, 'x') + '\0' + "end" : "other";
  EXPECT_EQ(comm.broadcast(text), std::string(100000, 'x') + '\0' + "end");
  EXPECT_EQ(comm.broadcast(comm.rank() == 0 ? "" : "other"), "");
}

TEST(Communicator, ReductionsSeeEveryRank) {
  const Communicator comm = Communicator::world();
  EXPECT_EQ(comm.max(-comm.rank()), 0.0);
  EXPECT_EQ(comm.max(comm.rank()), comm.size() - 1);
  EXPECT_TRUE(comm.all(true));
  EXPECT_FALSE(comm.all(comm.rank() != comm.size() - 1));
}

TEST(Communicator, GatherKeepsRankOrderAndEmptyTexts) {
  const Communicator comm = Communicator::world();
  const auto texts = comm.gather(std::string(static_cast<std::size_t>(comm.rank()), 'r'));
  if (comm.rank() != 0) {
    EXPECT_TRUE(texts.empty());
    return;
  }
  ASSERT_EQ(texts.size(), static_cast<std::size_t>(comm.size()));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(texts[i], std::string(i, 'r'));
  }
}

TEST(Communicator, MessagesArriveInOrderWithTheirSource) {
  const Communicator comm = Communicator::world();
  const int next = (comm.rank() + 1) % comm.size();
  const int previous = (comm.rank() + comm.size() - 1) % comm.size();
  constexpr int count = 200;
  for (int i = 0; i < count; ++i) {
    comm.post(next, 7, bytes_of(std::to_string(i)));
  }
  for (int i = 0; i < count; ++i) {
    const Message message = wait_for(comm, 7);
    EXPECT_EQ(message.source, previous);
    EXPECT_EQ(text_of(message), std::to_string(i));
  }
  comm.barrier();
}

TEST(Communicator, PollSeparatesTagsAndTakesEmptyMessages) {
  const Communicator comm = Communicator::world();
  comm.post(comm.rank(), 8, bytes_of("eight"));
  comm.post(comm.rank(), 9, {});
  EXPECT_TRUE(wait_for(comm, 9).bytes.empty());
  EXPECT_EQ(text_of(wait_for(comm, 8)), "eight");
  EXPECT_FALSE(comm.poll(8).has_value());
  comm.barrier();
}

TEST(Communicator, BarrierWaitsAsleep) {
  const Communicator comm = Communicator::world();
  comm.barrier();
  if (comm.rank() == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }
  const std::clock_t before = std::clock();
  comm.barrier();
  const double busy = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  EXPECT_LT(busy, 0.15) << "processor time spent waiting 0.3 s";
}

TEST(MpiLibrary, SaysItsNameAndVersion) {
  const std::string version = mpi_library_version();
  EXPECT_NE(version.find_first_of("0123456789"), std::string::npos) << version;
  EXPECT_EQ(version.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace heatreel::comm
