// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/comm/announcement.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include <gtest/gtest.h>

#include "heatreel/base/clock.hpp"

namespace heatreel::comm {
namespace {

constexpr int tag = 21;
constexpr int other_tag = 22;

std::vector<std::byte> bytes_of(int number, std::size_t length = sizeof(int)) {
  std::vector<std::byte> bytes(length);
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

int number_in(const std::vector<std::byte>& bytes) {
  int number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

/// Fails instead of waiting for ever.
std::optional<std::vector<std::byte>> wait_for_announcement(const Communicator& comm, int wanted) {
  const base::Stopwatch watch;
  while (watch.seconds() < 60.0) {
    if (auto bytes = poll_announcement(comm, wanted)) {
      return bytes;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  return std::nullopt;
}

/// Steps from rank 0 to each rank, as announcements go.
std::vector<int> steps_to_ranks(int size) {
  std::vector<int> steps(static_cast<std::size_t>(size), -1);
  std::vector<int> reached = {0};
  steps[0] = 0;
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const int rank = reached[i];
    for (const int child : children_in_tree(rank, size)) {
      EXPECT_EQ(parent_in_tree(child), rank);
      EXPECT_EQ(steps.at(static_cast<std::size_t>(child)), -1)
          << "rank " << child << " gets it twice";
      steps.at(static_cast<std::size_t>(child)) = steps[static_cast<std::size_t>(rank)] + 1;
      reached.push_back(child);
    }
  }
  return steps;
}

TEST(AnnouncementTree, ReachesEachRankOnce) {
  EXPECT_EQ(parent_in_tree(0), std::nullopt);
  for (const int size : {1, 2, 3, 4, 7, 8, 1000, 100000}) {
    EXPECT_EQ(std::ranges::count(steps_to_ranks(size), -1), 0) << size << " ranks";
  }
}

TEST(AnnouncementTree, HasFewStepsAndFewMessagesARank) {
  constexpr int size = 100000;
  EXPECT_EQ(std::ranges::max(steps_to_ranks(size)), 16);
  for (int rank = 0; rank < size; ++rank) {
    ASSERT_LE(children_in_tree(rank, size).size(), 2U);
  }
}

TEST(Announcement, AllRanksGetAllInTheirOrder) {
  const Communicator comm = Communicator::world();
  constexpr int count = 300;
  if (comm.rank() == 0) {
    for (int i = 0; i < count; ++i) {
      announce(comm, tag, bytes_of(i, i % 10 == 0 ? 20000 : 4));  // long ones travel differently
    }
    EXPECT_FALSE(poll_announcement(comm, tag).has_value()) << "rank 0 knows already";
  } else {
    for (int i = 0; i < count; ++i) {
      const auto bytes = wait_for_announcement(comm, tag);
      ASSERT_TRUE(bytes.has_value()) << "rank " << comm.rank() << " waits for " << i;
      EXPECT_EQ(number_in(*bytes), i);
    }
  }
  comm.barrier();
}

TEST(Announcement, DoesNotTakeWhatIsSentToOneRank) {
  const Communicator comm = Communicator::world();
  if (comm.rank() == 0) {
    announce(comm, tag, bytes_of(1));
    for (int rank = 0; rank < comm.size(); ++rank) {
      comm.post(rank, other_tag, bytes_of(2));
    }
  } else {
    EXPECT_EQ(number_in(wait_for_announcement(comm, tag).value()), 1);
  }
  std::optional<Message> own;
  while (!own) {
    own = comm.poll_from(0, other_tag);
  }
  EXPECT_EQ(number_in(own->bytes), 2);
  comm.barrier();
  EXPECT_FALSE(poll_announcement(comm, tag).has_value());
}

TEST(Announcement, OnTheNullCommunicatorNobodyIsTold) {
  const Communicator comm;
  announce(comm, tag, bytes_of(1));
  EXPECT_FALSE(poll_announcement(comm, tag).has_value());
  EXPECT_FALSE(comm.poll(tag).has_value());
}

}  // namespace
}  // namespace heatreel::comm
