// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/communicator.hpp"

#include <cstring>
#include <ctime>
#include <thread>

#include <gtest/gtest.h>

#include "heatreel/base/clock.hpp"
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

/// What rank `from` sends as its message `number`: long enough that MPI fetches it from the sender.
std::vector<std::byte> long_message(int from, int number) {
  return bytes_of(std::string(20000, static_cast<char>('a' + (from + number) % 26)));
}

TEST(Communicator, SendsUnderWayKeepTheirBytesWhateverTheirNumber) {
  const Communicator comm = Communicator::world();
  const int next = (comm.rank() + 1) % comm.size();
  const int previous = (comm.rank() + comm.size() - 1) % comm.size();
  constexpr int count = 700;
  for (int i = 0; i < count; ++i) {
    comm.post(next, 10, long_message(comm.rank(), i));
  }
  comm.barrier();
  for (int i = 0; i < count; ++i) {
    comm.post(next, 11, bytes_of(std::to_string(i)));  // more sends beside those that wait
    ASSERT_EQ(wait_for(comm, 10).bytes, long_message(previous, i)) << i;
  }
  for (int i = 0; i < count; ++i) {
    EXPECT_EQ(text_of(wait_for(comm, 11)), std::to_string(i));
  }
  const base::Stopwatch watch;
  while (!comm.all_sent()) {
    ASSERT_LT(watch.seconds(), 60.0) << "all is received";
  }
  comm.barrier();
}

TEST(Communicator, PollFromTakesMessagesOfOneRank) {
  const Communicator comm = Communicator::world();
  const int last = comm.size() - 1;
  if (comm.rank() != 0) {
    comm.post(0, 12, bytes_of(std::to_string(comm.rank())));
  }
  comm.barrier();
  if (comm.rank() == 0) {
    EXPECT_FALSE(comm.poll_from(0, 12).has_value());
    for (int rank = last; rank > 0; --rank) {
      std::optional<Message> message;
      while (!message) {
        message = comm.poll_from(rank, 12);
      }
      EXPECT_EQ(message->source, rank);
      EXPECT_EQ(text_of(*message), std::to_string(rank));
    }
  }
  comm.barrier();
}

TEST(Communicator, ABroadcastLetsItsRankDoSomethingMeanwhile) {
  const Communicator comm = Communicator::world();
  int looks = 0;
  if (comm.rank() == 0) {
    for (int rank = 1; rank < comm.size(); ++rank) {
      EXPECT_EQ(text_of(wait_for(comm, 13)), "waiting");
    }
    EXPECT_EQ(comm.broadcast("job"), "job");
  } else {
    const auto tell_once = [&] {
      if (looks++ == 0) {
        comm.post(0, 13, bytes_of("waiting"));
      }
    };
    EXPECT_EQ(comm.broadcast("", tell_once), "job");
    EXPECT_GT(looks, 0);
  }
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
