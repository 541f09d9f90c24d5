// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/movie_writer.hpp"

#include "decoded_movie.hpp"
#include "support/scratch_folder.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "heatreel/base/error.hpp"
#include "heatreel/video/color_convert.hpp"

namespace heatreel::video {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using support::read_file;
using support::ScratchFolder;

constexpr int width = 224;
constexpr int height = 128;

EncoderOptions options_with(PixelFormat format) {
  EncoderOptions options;
  options.pixel_format = format;
  return options;
}

/// Pictures of blocks, each shown `repeat` times.
std::uint64_t write_movie(const std::string& path, int pictures, int repeat,
                          const EncoderOptions& options = {}, const MovieTags& tags = {}) {
  MovieWriter writer(path, width, height, options, tags);
  for (int i = 0; i < pictures; ++i) {
    writer.add(block_picture(width, height, i), repeat);
  }
  return writer.finish();
}

TEST(MovieWriter, StreamIsTaggedForWhatItIs) {
  const ScratchFolder folder;
  write_movie(folder / "a.mp4", 12, 1);
  const DecodedMovie movie(folder / "a.mp4");
  const AVCodecParameters& stream = *movie.stream().codecpar;
  EXPECT_EQ(stream.codec_id, AV_CODEC_ID_H264);
  EXPECT_EQ(stream.width, width);
  EXPECT_EQ(stream.height, height);
  EXPECT_EQ(stream.format, AV_PIX_FMT_YUV420P);
  EXPECT_EQ(stream.profile, FF_PROFILE_H264_HIGH);
  EXPECT_EQ(av_q2d(stream.sample_aspect_ratio), 1.0);
  EXPECT_EQ(stream.color_range, AVCOL_RANGE_MPEG);
  EXPECT_EQ(stream.color_primaries, AVCOL_PRI_BT709);
  EXPECT_EQ(stream.color_trc, AVCOL_TRC_BT709);
  EXPECT_EQ(stream.color_space, AVCOL_SPC_BT709);
  // What the H.264 stream itself says, whatever the container may say.
  EXPECT_EQ(movie.decoder().color_range, AVCOL_RANGE_MPEG);
  EXPECT_EQ(movie.decoder().colorspace, AVCOL_SPC_BT709);
  EXPECT_EQ(movie.decoder().chroma_sample_location, AVCHROMA_LOC_CENTER);
}

TEST(MovieWriter, ContainerCarriesTheColourTagsToo) {
  const ScratchFolder folder;
  write_movie(folder / "a.mp4", 2, 1);
  // ISO/IEC 14496-12, 12.1.5: 'nclx', primaries 1, transfer 1, matrix 1, full_range_flag 0.
  const std::string colr("colrnclx\0\1\0\1\0\1\0", 15);
  EXPECT_THAT(read_file(folder / "a.mp4"), HasSubstr(colr));
}

TEST(MovieWriter, IndexStandsInFrontOfTheData) {
  const ScratchFolder folder;
  const std::uint64_t size = write_movie(folder / "a.mp4", 5, 1);
  const std::string bytes = read_file(folder / "a.mp4");
  EXPECT_EQ(bytes.size(), size);
  std::vector<std::string> boxes = top_level_boxes(bytes);
  std::erase(boxes, "free");
  EXPECT_THAT(boxes, ElementsAre("ftyp", "moov", "mdat"));
}

/// Frame count, rate, start and length of a movie are exact, B-frames or not.
class MovieTiming : public testing::TestWithParam<std::tuple<int, int, std::string>> {};

TEST_P(MovieTiming, IsExact) {
  const auto& [fps, frames, preset] = GetParam();
  const ScratchFolder folder;
  EncoderOptions options;
  options.fps = fps;
  options.preset = preset;
  write_movie(folder / "a.mp4", frames, 1, options);
  const DecodedMovie movie(folder / "a.mp4");
  EXPECT_EQ(movie.stream().nb_frames, frames);
  EXPECT_EQ(movie.packet_count, static_cast<std::size_t>(frames));
  EXPECT_EQ(av_cmp_q(movie.stream().avg_frame_rate, {fps, 1}), 0);
  EXPECT_EQ(movie.stream().start_time, 0);
  EXPECT_EQ(movie.stream().duration * movie.stream().time_base.num * fps,
            static_cast<std::int64_t>(frames) * movie.stream().time_base.den);
  ASSERT_EQ(movie.frame_times.size(), static_cast<std::size_t>(frames));
  for (int i = 0; i < frames; ++i) {
    EXPECT_DOUBLE_EQ(movie.frame_times[static_cast<std::size_t>(i)], static_cast<double>(i) / fps);
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, MovieTiming,
                         testing::Values(std::tuple(10, 37, "medium"), std::tuple(30, 20, "medium"),
                                         std::tuple(7, 9, "ultrafast"), std::tuple(1, 3, "medium"),
                                         std::tuple(240, 11, "fast"), std::tuple(10, 1, "medium"),
                                         std::tuple(25, 2, "slow")));

/// A number of 4 bytes of the movie header box (ISO/IEC 14496-12, 8.2.2, version 0), so many bytes
/// behind the name of the box.
std::int64_t movie_header(const std::string& bytes, std::size_t offset) {
  const std::size_t at = bytes.find("mvhd") + 4 + offset;
  std::int64_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
  }
  return value;
}

TEST(MovieWriter, LengthInTheHeaderIsNoRoundedNumber) {
  const ScratchFolder folder;
  EncoderOptions options;
  options.fps = 7;
  write_movie(folder / "a.mp4", 9, 1, options);
  const std::string bytes = read_file(folder / "a.mp4");
  const std::int64_t timescale = movie_header(bytes, 12);
  EXPECT_EQ(movie_header(bytes, 16) * options.fps, 9 * timescale);
}

TEST(MovieWriter, KeyframeAtLeastEveryTwoSeconds) {
  const ScratchFolder folder;
  MovieWriter writer(folder / "a.mp4", width, height, {}, {});
  writer.add(block_picture(width, height, 0), 95);
  writer.finish();
  const DecodedMovie movie(folder / "a.mp4");
  EXPECT_THAT(movie.keyframe_times, ElementsAre(0, 2, 4, 6, 8));
}

TEST(MovieWriter, KeyframesAsOftenAsAskedFor) {
  const ScratchFolder folder;
  EncoderOptions options;
  options.keyframe_seconds = 0.5;
  MovieWriter writer(folder / "a.mp4", width, height, options, {});
  writer.add(block_picture(width, height, 0), 18);
  writer.finish();
  const DecodedMovie movie(folder / "a.mp4");
  EXPECT_THAT(movie.keyframe_times, ElementsAre(0, 0.5, 1, 1.5));
}

TEST(MovieWriter, AFragmentedMovieShowsTheSame) {
  const ScratchFolder folder;
  EncoderOptions options;
  options.threads = 1;
  write_movie(folder / "whole.mp4", 30, 2, options);
  options.fragmented = true;
  const std::uint64_t size = write_movie(folder / "pieces.mp4", 30, 2, options);
  const std::string bytes = read_file(folder / "pieces.mp4");
  EXPECT_EQ(bytes.size(), size);
  EXPECT_THAT(top_level_boxes(bytes),
              ElementsAre("ftyp", "moov", "moof", "mdat", "moof", "mdat", "moof", "mdat", "mfra"));
  const DecodedMovie whole(folder / "whole.mp4");
  const DecodedMovie pieces(folder / "pieces.mp4");
  EXPECT_EQ(pieces.frame_times, whole.frame_times);
  EXPECT_EQ(pieces.keyframe_times, whole.keyframe_times);
}

/// The largest error of any channel of the pixels at blocks' centres.
int worst_error(const DecodedFrame& frame, int shift) {
  int worst = 0;
  for (int y = 8; y < frame.height; y += 16) {
    for (int x = 8; x < frame.width; x += 16) {
      const Rgb wanted = block_colour(x / 16, y / 16, shift);
      worst = std::max(worst, largest_difference(frame.at(x, y), wanted));
    }
  }
  return worst;
}

TEST(MovieWriter, ColoursComeBack) {
  for (const PixelFormat format : {PixelFormat::yuv420p, PixelFormat::yuv444p}) {
    const ScratchFolder folder;
    write_movie(folder / "a.mp4", 6, 5, options_with(format));
    const DecodedMovie movie(folder / "a.mp4");
    ASSERT_EQ(movie.frames.size(), 30U);
    for (int i = 0; i < 30; ++i) {
      const DecodedFrame& frame = movie.frames[static_cast<std::size_t>(i)];
      EXPECT_LE(worst_error(frame, i / 5), 3) << "frame " << i;
    }
  }
}

TEST(MovieWriter, FullChromaIsKept) {
  const ScratchFolder folder;
  write_movie(folder / "a.mp4", 3, 1, options_with(PixelFormat::yuv444p));
  const DecodedMovie movie(folder / "a.mp4");
  EXPECT_EQ(movie.stream().codecpar->format, AV_PIX_FMT_YUV444P);
  EXPECT_EQ(movie.stream().codecpar->profile, FF_PROFILE_H264_HIGH_444_PREDICTIVE);
  EXPECT_EQ(movie.frames[0].chroma_width, width);
}

TEST(MovieWriter, RateZeroLosesNothing) {
  const ScratchFolder folder;
  EncoderOptions options;
  options.crf = 0;
  write_movie(folder / "a.mp4", 3, 1, options);
  const DecodedMovie movie(folder / "a.mp4");
  YuvPicture wanted(width, height, PixelFormat::yuv420p);
  for (int i = 0; i < 3; ++i) {
    const DecodedFrame& frame = movie.frames[static_cast<std::size_t>(i)];
    convert(block_picture(width, height, i), wanted);
    EXPECT_TRUE(std::equal(frame.y.begin(), frame.y.end(), wanted.y.begin(), wanted.y.end()));
    EXPECT_TRUE(std::equal(frame.u.begin(), frame.u.end(), wanted.u.begin(), wanted.u.end()));
    EXPECT_TRUE(std::equal(frame.v.begin(), frame.v.end(), wanted.v.begin(), wanted.v.end()));
  }
}

TEST(MovieWriter, RepeatedPictureFillsItsFrames) {
  const ScratchFolder folder;
  MovieWriter writer(folder / "a.mp4", width, height, {}, {});
  writer.add(flat_picture(width, height, {255, 0, 0}), 4);
  writer.add(flat_picture(width, height, {0, 0, 255}), 1);
  writer.add(flat_picture(width, height, {0, 255, 0}), 2);
  writer.finish();
  const DecodedMovie movie(folder / "a.mp4");
  std::string colours;
  for (const DecodedFrame& frame : movie.frames) {
    const Rgb colour = frame.at(width / 2, height / 2);
    colours += colour.red > 200 ? 'r' : colour.green > 200 ? 'g' : 'b';
  }
  EXPECT_EQ(colours, "rrrrbgg");
}

TEST(MovieWriter, TagsAreKept) {
  const ScratchFolder folder;
  const std::string comment = "model = predator-prey\nG = 50:300:50\n" + std::string(5000, 'x');
  write_movie(folder / "a.mp4", 1, 1, {}, {"Amplitude of P, ΔΔG −1…1", comment});
  const DecodedMovie movie(folder / "a.mp4");
  EXPECT_EQ(movie.tag("title"), "Amplitude of P, ΔΔG −1…1");
  EXPECT_EQ(movie.tag("comment"), comment);
  EXPECT_THAT(movie.tag("encoder"), testing::StartsWith("heatreel "));
}

TEST(MovieWriter, SameFileAgainWithOneThread) {
  const ScratchFolder folder;
  EncoderOptions options;
  options.threads = 1;
  write_movie(folder / "a.mp4", 20, 2, options, {"t", "c"});
  write_movie(folder / "b.mp4", 20, 2, options, {"t", "c"});
  EXPECT_TRUE(read_file(folder / "a.mp4") == read_file(folder / "b.mp4"));
}

TEST(MovieWriter, NamesThatLookLikeProtocolsOrPatterns) {
  const ScratchFolder folder;
  for (const std::string name : {"http:a.mp4", "frame%03d.mp4", "ΔΔG a'b.mp4", "no-extension"}) {
    write_movie(folder / name, 2, 1);
    EXPECT_EQ(DecodedMovie(folder / name).frames.size(), 2U) << name;
  }
  std::filesystem::create_directory(folder / "http:b");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  EXPECT_NO_THROW(write_movie("http:b/a:b.mp4", 1, 1));
  std::filesystem::current_path(before);
  EXPECT_TRUE(std::filesystem::exists(folder / "http:b/a:b.mp4"));
}

TEST(MovieWriter, UnfinishedMovieLeavesNothing) {
  const ScratchFolder folder;
  std::ofstream(folder / "old.mp4") << "old";
  for (const std::string name : {"old.mp4", "new.mp4"}) {
    MovieWriter writer(folder / name, width, height, {}, {});
    for (int i = 0; i < 80; ++i) {
      writer.add(block_picture(width, height, i), 1);
    }
    EXPECT_EQ(folder.names().size(), 2U);
  }
  EXPECT_THAT(folder.names(), ElementsAre("old.mp4"));
  EXPECT_EQ(read_file(folder / "old.mp4"), "old");
}

TEST(MovieWriter, APictureThatIsShownForHoursCanBeGivenUp) {
  struct GivenUp {};
  const ScratchFolder folder;
  {
    int asked = 0;
    MovieWriter writer(folder / "a.mp4", width, height, {}, {}, [&] {
      if (++asked == 3) {
        throw GivenUp();
      }
    });
    writer.add(block_picture(width, height, 0), 100'000'000);
    EXPECT_THROW(writer.finish(), GivenUp);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder / ""));
}

TEST(MovieWriter, ExistingMovieIsReplacedByFinish) {
  const ScratchFolder folder;
  std::ofstream(folder / "a.mp4") << "old";
  write_movie(folder / "a.mp4", 1, 1);
  EXPECT_EQ(DecodedMovie(folder / "a.mp4").frames.size(), 1U);
  EXPECT_THAT(folder.names(), ElementsAre("a.mp4"));
}

TEST(MovieWriter, FolderThatCannotBeWrittenIsNamed) {
  const std::string path = "/proc/heatreel/a.mp4";
  try {
    MovieWriter writer(path, width, height, {}, {});
    FAIL() << "was created";
  } catch (const base::RuntimeError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'" + path + "' (No such file"));
  }
}

TEST(MovieWriter, PicturesTooLargeTouchNoFile) {
  const ScratchFolder folder;
  EXPECT_THROW(MovieWriter(folder / "a.mp4", 32768, 2, {}, {}), base::EncoderError);
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(MovieWriter, NoPicturesIsAnError) {
  const ScratchFolder folder;
  {
    MovieWriter writer(folder / "a.mp4", width, height, {}, {});
    EXPECT_THROW(writer.finish(), base::EncoderError);
  }
  EXPECT_THAT(folder.names(), IsEmpty());
}

/// No file of this process can grow over so many bytes while it exists: a disk that fills up.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

std::string failure_with_limit(const std::string& path, rlim_t bytes) {
  const FileSizeLimit limit(bytes);
  try {
    write_movie(path, 120, 1);
  } catch (const base::EncoderError& error) {
    return error.what();
  }
  return "";
}

TEST(MovieWriter, FullDiskIsNeverSilent) {
  const ScratchFolder folder;
  const std::uint64_t size = write_movie(folder / "whole.mp4", 120, 1);
  std::filesystem::remove(folder / "whole.mp4");
  // In the middle of the data; in the index; while the index is moved to the front.
  for (const std::uint64_t missing : {size / 2, std::uint64_t{1500}, std::uint64_t{1}}) {
    const std::string why = failure_with_limit(folder / "a.mp4", size - missing);
    EXPECT_THAT(why, HasSubstr((folder / "a.mp4") + "' (File too large)")) << missing;
    EXPECT_THAT(folder.names(), IsEmpty()) << missing;
  }
  EXPECT_EQ(failure_with_limit(folder / "a.mp4", size), "");
}

/// Pixels that no encoder can make small.
render::Picture noise(unsigned seed) {
  render::Picture picture = flat_picture(width, height, {});
  std::minstd_rand random(seed);
  for (std::uint8_t& channel : picture.pixels) {
    channel = static_cast<std::uint8_t>(random() >> 16);
  }
  return picture;
}

TEST(MovieWriter, FullDiskEndsTheMovieEarly) {
  const ScratchFolder folder;
  EncoderOptions options;
  options.crf = 1;
  options.preset = "ultrafast";
  MovieWriter writer(folder / "a.mp4", width, height, options, {});
  const FileSizeLimit limit(1000);
  const auto add_many = [&writer] {
    for (unsigned i = 0; i < 60; ++i) {
      writer.add(noise(i + 1), 1);
    }
  };
  EXPECT_THROW(add_many(), base::EncoderError);
}

long resident_kilobytes() {
  long pages = 0;
  std::ifstream("/proc/self/statm").ignore(64, ' ') >> pages;
  return pages * (::sysconf(_SC_PAGESIZE) / 1024);
}

TEST(MovieWriter, MemoryDoesNotGrowWithTheMovie) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "AddressSanitizer keeps freed memory";
#endif
  const ScratchFolder folder;
  EncoderOptions options;
  options.preset = "ultrafast";
  MovieWriter writer(folder / "a.mp4", width, height, options, {});
  long early = 0;
  for (int i = 0; i < 2000; ++i) {
    writer.add(block_picture(width, height, i), 1);
    early = i == 300 ? resident_kilobytes() : early;
  }
  EXPECT_LT(resident_kilobytes() - early, 1024);
  writer.finish();
}

TEST(MovieWriterDeathTest, OddSizesAreABug) {
  const ScratchFolder folder;
  EXPECT_DEATH(MovieWriter(folder / "a.mp4", 225, 128, {}, {}), "width % 2");
  MovieWriter writer(folder / "a.mp4", width, height, {}, {});
  EXPECT_DEATH(writer.add(flat_picture(width, height, {}), 0), "repeat");
}

TEST(MovieWriter, TellsTheMuxersVersion) {
  EXPECT_THAT(libavformat_version(), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace heatreel::video
