// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <gmock/gmock.h>

#include "heatreel/config/movie_timing.hpp"

namespace heatreel::config {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(MovieOptions, OddSizesAreRefusedWithTheNextEvenOne) {
  EXPECT_EQ(error_of(run_with({"--size", "1281x720"})),
            "--size 1281x720 cannot be used (the width 1281 is odd, and H.264 needs even sizes) "
            "Try 1282.");
  EXPECT_THAT(error_of(run_with({"--size", "1280x721"})), HasSubstr("the height 721 is odd"));
}

TEST(MovieOptions, SizesHaveBounds) {
  EXPECT_EQ(parse_run(run_with({"--size", "320x240"})).movie.height, 240);
  EXPECT_EQ(parse_run(run_with({"--size", "3840x2160"})).movie.width, 3840);
  for (const char* bad : {"318x240", "320x238", "3842x2160", "3840x2162", "1280", "1280x", "x720",
                          "1280x720x3", "1280X720", "12a0x720", "99999999999999999999x720"}) {
    EXPECT_THAT(error_of(run_with({"--size", bad})), StartsWith("--size")) << bad;
  }
}

TEST(MovieOptions, RatesAndQualitiesHaveBounds) {
  for (const char* bad : {"0", "241", "-1", "0.009", "nan"}) {
    EXPECT_THAT(error_of(run_with({"--fps", bad})), HasSubstr("0.01 to 240")) << bad;
  }
  for (const char* option : {"--fps", "--hold-last", "--keyframe-interval"}) {
    for (const char* bad : {"ten", "-1", "inf", "1e9", ""}) {
      EXPECT_THAT(error_of(run_with({option, bad})), StartsWith(option)) << bad;
    }
  }
  EXPECT_EQ(parse_run(run_with({"--crf", "51"})).movie.encoder.crf, 51);
  EXPECT_THAT(error_of(run_with({"--crf", "52"})), HasSubstr("from 0 to 51"));
  EXPECT_THAT(error_of(run_with({"--crf", "-1"})), HasSubstr("from 0 to 51"));
  for (const char* bad : {"0", "-2", "inf", "1e9", "5s"}) {
    EXPECT_THAT(error_of(run_with({"--duration", bad})), StartsWith("--duration")) << bad;
  }
}

TEST(MovieOptions, RateAndDurationExcludeEachOther) {
  EXPECT_THAT(error_of(run_with({"--fps", "5", "--duration", "5"})),
              StartsWith("--duration cannot be combined with --fps"));
}

TEST(MovieOptions, UnknownNamesSuggestTheNearest) {
  EXPECT_THAT(error_of(run_with({"--colormap", "viridas"})), HasSubstr("Did you mean 'viridis'?"));
  EXPECT_THAT(error_of(run_with({"--preset", "meduim"})), HasSubstr("Did you mean 'medium'?"));
  EXPECT_THAT(error_of(run_with({"--scale", "lin"})), HasSubstr("linear, log, symlog"));
  EXPECT_THAT(error_of(run_with({"--pix-fmt", "yuv422p"})), HasSubstr("yuv420p, yuv444p"));
}

TEST(MovieOptions, RangesHaveTwoFiniteEnds) {
  EXPECT_EQ(parse_run(run_with({"--range", "auto"})).movie.range.usual.kind,
            RangeChoice::Kind::automatic);
  EXPECT_EQ(parse_run(run_with({"--range", "per-frame"})).movie.range.usual.kind,
            RangeChoice::Kind::per_frame);
  const RangeChoice percentiles = parse_run(run_with({"--range", "p0.5:p99"})).movie.range.usual;
  EXPECT_EQ(percentiles.kind, RangeChoice::Kind::percentiles);
  EXPECT_EQ(percentiles.low, 0.5);
  EXPECT_EQ(percentiles.high, 99.0);
  for (const char* bad : {"5:1", "1:1", "1", "1:2:3", "nan:1", "0:inf", "a:b", ":", "Auto", "p1",
                          "p1:99", "1:p99", "p-1:p99", "p1:p101", "p9:p9", "p:p", "perframe"}) {
    EXPECT_THAT(error_of(run_with({"--range", bad})), StartsWith("--range")) << bad;
  }
}

TEST(MovieOptions, ALogScaleNeedsAPositiveRange) {
  EXPECT_THAT(error_of(run_with({"--scale", "log", "--range", "0:1"})),
              AllOf(StartsWith("--range 0:1"), HasSubstr("symlog")));
  EXPECT_THAT(error_of({"render", "a.nc", "--scale", "log", "--range", "-1:1"}),
              StartsWith("--range -1:1"));
  EXPECT_EQ(error_of(run_with({"--scale", "log", "--range", "0.1:1"})), "no error");
  EXPECT_EQ(error_of(run_with({"--scale", "symlog", "--range", "-1:1"})), "no error");
}

TEST(PictureOptions, ACenterMustSuitRangeAndScale) {
  EXPECT_EQ(*parse_run(run_with({"--center", "-2.5"})).movie.center.usual, -2.5);
  EXPECT_THAT(error_of(run_with({"--center", "inf"})), StartsWith("--center inf"));
  EXPECT_THAT(error_of(run_with({"--center", "x"})), StartsWith("--center x"));
  EXPECT_THAT(error_of(run_with({"--center", "0", "--range", "0:1"})), HasSubstr("--range LO:HI"));
  EXPECT_THAT(error_of(run_with({"--center", "0", "--scale", "log"})), StartsWith("--center 0"));
  EXPECT_THAT(error_of(run_with({"--center", "1", "--scale", "symlog"})), HasSubstr("Give 0."));
  EXPECT_EQ(error_of(run_with({"--center", "1", "--scale", "log"})), "no error");
}

TEST(PictureOptions, ChoicesAndListsAreChecked) {
  EXPECT_EQ(parse_run(run_with({"--contour", "1, -2.5,3e2"})).movie.contours.usual.levels,
            (std::vector<double>{1.0, -2.5, 300.0}));
  EXPECT_EQ(parse_run(run_with({"--reduce", "max"})).movie.reduction, render::Reduction::max);
  EXPECT_EQ(parse_run(run_with({"--theme", "dark"})).movie.theme, ThemeChoice::dark);
  for (const char* bad : {"", "1,,2", "1,1", "nan", "1;2"}) {
    EXPECT_THAT(error_of(run_with({"--contour", bad})), StartsWith("--contour")) << bad;
  }
  EXPECT_THAT(error_of(run_with({"--reduce", "median"})), HasSubstr("mean, max, min"));
  EXPECT_THAT(error_of(run_with({"--theme", "blue"})), HasSubstr("light, dark"));
}

TEST(PictureOptions, AColorMapFileIsReadAndChecked) {
  const ScratchFolder folder;
  const std::string good = folder.write("good.txt", "0 0 0\n1 0.5 1\n");
  EXPECT_EQ((*parse_run(run_with({"--colormap-file", good})).movie.own_map)[255],
            (render::Rgb{255, 128, 255}));
  const std::string bad = folder.write("bad.txt", "0 0 0\n1 0.5\n");
  EXPECT_THAT(error_of(run_with({"--colormap-file", bad})),
              AllOf(StartsWith("--colormap-file"), HasSubstr("line 2")));
  EXPECT_THAT(error_of(run_with({"--colormap-file", folder.path("none")})),
              StartsWith("--colormap-file"));
  EXPECT_THAT(error_of(run_with({"--colormap-file", good, "--colormap", "vik"})),
              HasSubstr("cannot be combined with"));
}

TEST(PictureOptions, PanelsAreSeveralMetricsAndNeedRoom) {
  const auto render = [](const Words& more) {
    Words words = {"render", "a.nc"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const auto command =
      std::get<RenderCommand>(parse_command(render({"--panels", "P.amplitude, N.mean"})));
  EXPECT_TRUE(command.side_by_side);
  EXPECT_EQ(command.metrics, (Words{"P.amplitude", "N.mean"}));
  for (const char* bad : {"P.amplitude", "P.amplitude,P.amplitude", "P.amplitude,", "P.,N",
                          "a.min,b.min,c.min,d.min,e.min"}) {
    EXPECT_THAT(error_of(render({"--panels", bad})), StartsWith("--panels")) << bad;
  }
  EXPECT_THAT(error_of(render({"--panels", "P.min,P.max", "--size", "480x360"})),
              HasSubstr("a width of 520"));
  EXPECT_THAT(error_of(render({"--panels", "P.min,P.max", "--metric", "P.min"})),
              HasSubstr("cannot be combined with"));
}

TEST(PictureOptions, FramesAreCountedFromZero) {
  const auto command =
      std::get<RenderCommand>(parse_command(Words{"render", "a.nc", "--frames", "0,10,last"}));
  ASSERT_EQ(command.frames.size(), 3U);
  EXPECT_EQ(std::get<FrameSpan>(command.frames[1]).first, 10);
  EXPECT_TRUE(std::holds_alternative<LastFrame>(command.frames[2]));
  for (const char* bad : {"-1", "1.5", "first", "1,1", "", "3-0", "0-", "G=", "G=x"}) {
    EXPECT_THAT(error_of({"render", "a.nc", "--frames", bad}), StartsWith("--frames")) << bad;
  }
  EXPECT_THAT(error_of({"render", "a.nc", "--frames", "1", "--contact-sheet", "s.png"}),
              HasSubstr("cannot be combined with"));
}

TEST(PictureOptions, FramesAreSpansAndValuesToo) {
  const auto frames =
      std::get<RenderCommand>(parse_command(Words{"render", "a.nc", "--frames", "0-4,all,G=0.5"}))
          .frames;
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_EQ(std::get<FrameSpan>(frames[0]).last, 4);
  EXPECT_TRUE(std::holds_alternative<EveryFrame>(frames[1]));
  EXPECT_EQ(std::get<FrameAt>(frames[2]).parameter, "G");
  EXPECT_EQ(std::get<FrameAt>(frames[2]).value, 0.5);
}

TEST(PictureOptions, MetricsHaveColorsOfTheirOwn) {
  const MovieOptions movie =
      parse_run(run_with({"--range", "0:9", "--range", "P.period=20:60", "--scale", "P.period=log",
                          "--contour", "P.period=30,40", "--contour", "auto:5"}))
          .movie;
  EXPECT_EQ(movie.range.of("P_period").high, 60.0);
  EXPECT_EQ(movie.range.of("P_amplitude").high, 9.0);
  EXPECT_EQ(movie.scale.of("P_period"), render::ScaleKind::log);
  EXPECT_EQ(movie.scale.of("P_amplitude"), render::ScaleKind::linear);
  EXPECT_EQ(movie.contours.of("P_period").levels, (std::vector<double>{30.0, 40.0}));
  EXPECT_EQ(movie.contours.of("P_amplitude").automatic, 5);
}
TEST(PictureOptions, ColorsOfOneMetricAreCheckedTogether) {
  EXPECT_THAT(error_of(run_with({"--range", "P.period=2:1"})), StartsWith("--range"));
  EXPECT_THAT(error_of(run_with({"--range", "P.nothing=1:2"})), StartsWith("--range"));
  EXPECT_THAT(error_of(run_with({"--range", "P.period=1:2", "--range", "P.period=1:3"})),
              HasSubstr("given twice"));
  EXPECT_THAT(error_of(run_with({"--range", "1:2", "--range", "1:3"})), HasSubstr("given twice"));
  EXPECT_THAT(error_of(run_with({"--scale", "log", "--range", "P.period=0:1"})),
              HasSubstr("a log scale needs values above 0"));
  EXPECT_EQ(error_of(run_with({"--scale", "P.amplitude=log", "--range", "P.period=0:1"})),
            "no error");
  EXPECT_THAT(error_of(run_with({"--center", "P.period=5", "--range", "P.period=0:1"})),
              HasSubstr("its own centre"));
  for (const char* bad : {"auto:0", "auto:x", "auto:", "auto:99"}) {
    EXPECT_THAT(error_of(run_with({"--contour", bad})), StartsWith("--contour")) << bad;
  }
}

TEST(PictureOptions, AnAspectIsAShape) {
  EXPECT_EQ(parse_run(run_with({"--aspect", "16:9"})).movie.aspect.ratio, 16.0 / 9.0);
  EXPECT_EQ(parse_run(run_with({"--aspect", "equal"})).movie.aspect.kind,
            AspectChoice::Kind::equal);
  for (const char* bad : {"1", "0:1", "1:0", "a:b", "100:1", "nan:1", "1:2:3"}) {
    EXPECT_THAT(error_of(run_with({"--aspect", bad})), StartsWith("--aspect")) << bad;
  }
}

TEST(PictureOptions, FileNamesTellTheTruth) {
  EXPECT_THAT(error_of(run_with({"--poster", "a.pdf"})), HasSubstr("a poster is a PNG, not .pdf"));
  EXPECT_THAT(error_of(run_with({"--video", "a.webm"})), HasSubstr("a movie is an MP4, not .webm"));
  EXPECT_THAT(error_of({"render", "a.nc", "-o", "y.GIF"}),
              HasSubstr("a movie is an MP4, not .gif"));
  EXPECT_THAT(error_of({"render", "a.nc", "--contact-sheet", "y.pdf"}), HasSubstr("is a PNG"));
  EXPECT_THAT(error_of({"render", "a.nc", "--preview", "y.gif"}), HasSubstr("animated WebP"));
  EXPECT_THAT(error_of({"render", "a.nc", "--figure", "y.eps"}), HasSubstr("PDF, an SVG or a PNG"));
  EXPECT_THAT(error_of({"render", "a.nc", "--figure", "y"}), HasSubstr("PDF, an SVG or a PNG"));
  EXPECT_EQ(error_of({"render", "a.nc", "-o", "a.of.model-2.0"}), "no error");
}

TEST(PictureOptions, AFigureHasTheSizeOfAColumn) {
  const auto figure = [](const Words& more) {
    Words words = {"render", "a.nc", "--figure", "f.pdf"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const FigureOptions options =
      std::get<RenderCommand>(
          parse_command(figure({"--width", "3.5in", "--font-size", "7", "--grid", "2x3"})))
          .figure;
  EXPECT_NEAR(*options.width, 88.9, 1e-9);
  EXPECT_EQ(options.font_size, 7.0);
  EXPECT_EQ(options.rows, 2);
  EXPECT_EQ(options.columns, 3);
  for (const char* bad : {"85", "85px", "0mm", "mm", "5000mm", "nanmm"}) {
    EXPECT_THAT(error_of(figure({"--width", bad})), StartsWith("--width")) << bad;
  }
  EXPECT_THAT(error_of(figure({"--grid", "2"})), StartsWith("--grid"));
  EXPECT_THAT(error_of(figure({"--size", "640x360"})), HasSubstr("--width is its size"));
  EXPECT_THAT(error_of(figure({"--fps", "5"})), HasSubstr("no movie is made"));
  EXPECT_THAT(error_of({"render", "a.nc", "--dpi", "300"}), StartsWith("--dpi has no effect"));
  EXPECT_EQ(error_of(figure({"--frames", "0-3"})), "no error");
}

TEST(PictureOptions, StillsLeaveNothingWithoutEffect) {
  const auto error = [](const Words& still, const Words& other) {
    Words words = {"render", "a.nc"};
    words.insert(words.end(), other.begin(), other.end());
    words.insert(words.end(), still.begin(), still.end());
    return error_of(words);
  };
  const Words preview = {"--preview", "p.webp"};
  const Words sheet = {"--contact-sheet", "s.png"};
  const Words frames = {"--frames", "last"};
  for (const Words& of_movies :
       {Words{"--fps", "30"}, Words{"--duration", "3"}, Words{"--hold-last", "1"},
        Words{"--keyframe-interval", "1"}, Words{"--crf", "3"}, Words{"--preset", "slow"},
        Words{"--pix-fmt", "yuv444p"}, Words{"--fragmented"}, Words{"--deterministic"},
        Words{"--poster", "a.png"}}) {
    for (const Words& still : {preview, sheet, frames}) {
      EXPECT_THAT(error(still, of_movies), StartsWith(of_movies[0] + " cannot be combined with " +
                                                      still[0] + " (no movie is made)"));
    }
  }
  EXPECT_THAT(error(preview, {"-o", "a.mp4"}),
              StartsWith("--output cannot be combined with --preview"));
  EXPECT_THAT(error(sheet, {"--size", "640x360"}),
              StartsWith("--size cannot be combined with --contact-sheet (its size is fixed)"));
  EXPECT_EQ(error(frames, {"-o", ".", "--size", "640x360"}), "no error");
  EXPECT_EQ(error(preview, {"--theme", "dark", "--range", "0:1", "--quiet"}), "no error");
}

TEST(MovieTiming, FewFramesLastAsLongAsEyesNeed) {
  const MovieOptions usual;
  EXPECT_DOUBLE_EQ(movie_seconds(plan_timing(usual, 2), 2), 4.0);
  EXPECT_NEAR(movie_seconds(plan_timing(usual, 3), 3), 5.0, 0.2);
  EXPECT_NEAR(movie_seconds(plan_timing(usual, 20), 20), 5.0, 0.2);
  EXPECT_EQ(plan_timing(usual, 50), (MovieTiming{10, 1}));
  EXPECT_EQ(plan_timing(usual, 500), (MovieTiming{10, 1}));
  EXPECT_THAT(movie_notes(usual, 3), IsEmpty());
}

MovieOptions lasting(double seconds) {
  MovieOptions options;
  options.duration = seconds;
  return options;
}

TEST(MovieTiming, SlowRatesRepeatPicturesUpToTenASecond) {
  MovieOptions options;
  for (int fps = 1; fps <= 240; ++fps) {
    options.frames_per_second = fps;
    const MovieTiming timing = plan_timing(options, 50);
    EXPECT_GE(timing.stream_fps, 10) << fps;
    EXPECT_LE(timing.stream_fps, 240) << fps;
    EXPECT_EQ(timing.stream_fps, timing.repeat * fps);
    EXPECT_TRUE(fps < 10 || timing.repeat == 1) << fps;
  }
  options.frames_per_second = 3;
  EXPECT_EQ(plan_timing(options, 50), (MovieTiming{12, 4}));
}

TEST(MovieTiming, RatesMayBeFractions) {
  const auto planned = [](double fps) {
    MovieOptions options;
    options.frames_per_second = fps;
    return plan_timing(options, 50);
  };
  EXPECT_EQ(planned(0.5), (MovieTiming{10, 20}));
  EXPECT_EQ(planned(2.5), (MovieTiming{10, 4}));
  EXPECT_EQ(planned(7.5), (MovieTiming{15, 2}));
  EXPECT_EQ(planned(29.97), (MovieTiming{30, 1}));
}

TEST(MovieTiming, TheLastFrameIsHeldInAddition) {
  MovieOptions options = lasting(5.0);
  options.hold_last = 1.5;
  EXPECT_EQ(plan_timing(options, 50), (MovieTiming{10, 1, 15}));
  EXPECT_DOUBLE_EQ(movie_seconds({10, 1, 15}, 50), 6.5);
}

TEST(MovieTiming, WhatCannotBeMetIsSaidWithTheNearest) {
  MovieOptions options;
  for (const double fps : {0.5, 2.0, 3.0, 7.5, 10.0, 24.0, 240.0}) {
    options.frames_per_second = fps;
    EXPECT_THAT(movie_notes(options, 50), IsEmpty()) << fps;
  }
  options.frames_per_second = 29.97;
  EXPECT_THAT(movie_notes(options, 50),
              ElementsAre(StartsWith("--fps 29.97 cannot be met exactly, so it is 30 (")));
  EXPECT_THAT(movie_notes(lasting(5.0), 50), IsEmpty());
  EXPECT_THAT(movie_notes(lasting(7.77), 53),
              ElementsAre(StartsWith("--duration 7.77 cannot be met exactly, so it is 7.7")));
}

TEST(MovieOptions, StreamsThatDoNotPlayEverywhereAreSaid) {
  const auto notes = [](const Words& words) {
    return movie_notes(parse_run(run_with(words)).movie, 2);
  };
  EXPECT_THAT(notes({"--crf", "1"}), IsEmpty());
  EXPECT_THAT(notes({"--crf", "0"}), ElementsAre(HasSubstr("High 4:4:4 Predictive")));
  EXPECT_THAT(notes({"--pix-fmt", "yuv444p"}), ElementsAre(HasSubstr("QuickTime")));
}

TEST(MovieTiming, ADurationIsMetExactlyWhereItCan) {
  EXPECT_EQ(plan_timing(lasting(5.0), 50), (MovieTiming{10, 1}));
  EXPECT_EQ(plan_timing(lasting(2.0), 50), (MovieTiming{25, 1}));
  EXPECT_EQ(plan_timing(lasting(10.0), 50), (MovieTiming{10, 2}));
  EXPECT_EQ(plan_timing(lasting(60.0), 1), (MovieTiming{10, 600}));
}

TEST(MovieTiming, ADurationIsMetNearlyOtherwise) {
  for (const double seconds : {0.9, 1.7, 3.3, 7.77, 20.0, 61.3, 1000.0}) {
    for (const std::int64_t frames : {1, 2, 7, 50, 53}) {
      const MovieTiming timing = plan_timing(lasting(seconds), frames);
      EXPECT_NEAR(movie_seconds(timing, frames) / seconds, 1.0, 0.03) << seconds << " " << frames;
      EXPECT_LE(timing.stream_fps, 60);
    }
  }
}

TEST(MovieTiming, NothingNearerIsMissed) {
  for (const double seconds : {1.3, 4.1, 9.9, 33.3}) {
    const MovieTiming timing = plan_timing(lasting(seconds), 47);
    const double error = std::abs(movie_seconds(timing, 47) - seconds);
    for (int fps = 10; fps <= 60; ++fps) {
      for (int repeat = 1; repeat <= 100; ++repeat) {
        EXPECT_GE(std::abs(47.0 * repeat / fps - seconds), error - 1e-9) << fps << " " << repeat;
      }
    }
  }
}

TEST(MovieTiming, ManyFramesTakeAQuickStreamOrAreRefused) {
  EXPECT_EQ(plan_timing(lasting(25.0), 5000), (MovieTiming{200, 1}));
  EXPECT_EQ(plan_timing(lasting(5000 / 240.0), 5000), (MovieTiming{240, 1}));
  EXPECT_THAT(usage_error_of([] { plan_timing(lasting(5.0), 5000); }),
              AllOf(HasSubstr("--duration 5 is too short"), HasSubstr("20.8 s")));
}

TEST(MovieTiming, AnImpossibleDurationIsRefusedWithTheSweep) {
  EXPECT_THAT(error_of(run_with({"--duration", "0.001"})), HasSubstr("too short"));
}

}  // namespace
}  // namespace heatreel::config
