// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <limits>

#include <gmock/gmock.h>

namespace heatreel::config {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(RunOptions, DefaultsComeFromTheModelAndTheStructs) {
  const RunCommand run = parse_run(run_with({}));
  EXPECT_EQ(model_of(run.sweep)->integration.t_end, 2600.0);
  EXPECT_EQ(model_of(run.sweep)->integration.integrator, solve::Integrator::automatic);
  EXPECT_EQ(model_of(run.sweep)->integration.rtol, 1e-6);
  EXPECT_FALSE(model_of(run.sweep)->integration.atol);
  EXPECT_EQ(model_of(run.sweep)->integration.max_steps, 1'000'000);
  EXPECT_EQ(spec_of(run_with({"--integrator", "rk4"})).integration.dt, 1.0);
  EXPECT_EQ(model_of(run.sweep)->integration.tail, 0.3);
  EXPECT_EQ(run.sweep.value_type, store::ValueType::float32);
  EXPECT_EQ(run.output, "predator-prey.nc");
  EXPECT_EQ(run.video, "predator-prey.mp4");
  EXPECT_EQ(run.settings.threads, 1);
  EXPECT_EQ(run.settings.buffer_bytes, std::uint64_t{256} << 20);
  EXPECT_FALSE(run.overwrite || run.dry_run || run.quiet);
  EXPECT_TRUE(run.inputs.empty());
}

TEST(RunOptions, StoppingAndResuming) {
  const RunCommand standard = parse_run(run_with({}));
  EXPECT_EQ(standard.resume, Resume::no);
  EXPECT_EQ(standard.max_walltime, std::numeric_limits<double>::infinity());
  EXPECT_EQ(standard.settings.max_failed, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(standard.settings.commit_interval, 30.0);
  EXPECT_EQ(standard.settings.io_timeout, 600.0);
  EXPECT_EQ(standard.settings.rank_timeout, 120.0);
  const RunCommand given =
      parse_run(run_with({"--resume", "--max-walltime", "1:30:00", "--max-failed", "17",
                          "--commit-interval", "5", "--io-timeout", "2m", "--rank-timeout", "7"}));
  EXPECT_EQ(given.resume, Resume::yes);
  EXPECT_EQ(given.max_walltime, 5400.0);
  EXPECT_EQ(given.settings.max_failed, 17);
  EXPECT_EQ(given.settings.commit_interval, 5.0);
  EXPECT_EQ(given.settings.io_timeout, 120.0);
  EXPECT_EQ(given.settings.rank_timeout, 7.0);
  EXPECT_EQ(parse_run(run_with({"--resume-if-exists"})).resume, Resume::if_exists);
}

TEST(RunOptions, ResumingAndOverwritingExcludeEachOther) {
  for (const char* option : {"--resume", "--resume-if-exists"}) {
    EXPECT_THAT(usage_error_of([&] {
                  parse_run(run_with({option, "--overwrite"}));
                }),
                AllOf(StartsWith("--overwrite cannot be combined with "), HasSubstr(option)));
    EXPECT_THAT(usage_error_of([&] {
                  parse_run(run_with({"--overwrite", option}));
                }),
                AllOf(StartsWith(option), HasSubstr("cannot be combined with --overwrite")));
  }
}

TEST(RunOptions, TimesAreWrittenAsUsersWriteThem) {
  const auto seconds = [](const char* text) {
    return parse_run(run_with({"--max-walltime", text})).max_walltime;
  };
  EXPECT_EQ(seconds("90"), 90.0);
  EXPECT_EQ(seconds("0.5s"), 0.5);
  EXPECT_EQ(seconds("30m"), 1800.0);
  EXPECT_EQ(seconds("1.5h"), 5400.0);
  EXPECT_EQ(seconds("2d"), 172800.0);
  EXPECT_EQ(seconds("02:05"), 125.0);
  EXPECT_EQ(seconds("12:00:01"), 43201.0);
  EXPECT_EQ(seconds("1-00:00:30"), 86430.0);
  for (const char* wrong : {"", "0", "-5", "nan", "inf", "soon", "1:60", "1:2:3:4", ":", "1:-2",
                            "-1-00:00", "h", "5 weeks"}) {
    EXPECT_THAT(usage_error_of([&] { seconds(wrong); }), StartsWith("--max-walltime ")) << wrong;
  }
}

TEST(RunOptions, FailedCellsAreANumberOrAShareOfAll) {
  const auto cells = [](const char* text) {
    return parse_run(run_with({"--max-failed", text})).settings.max_failed;
  };
  const std::int64_t all = parse_run(run_with({})).sweep.grid.cells();
  EXPECT_EQ(cells("0"), 0);
  EXPECT_EQ(cells("100%"), all);
  EXPECT_EQ(cells("25%"), all / 4);
  EXPECT_EQ(cells("0%"), 0);
  for (const char* wrong : {"", "-1", "1.5", "101%", "-1%", "x%", "nan%", "all"}) {
    EXPECT_THAT(usage_error_of([&] { cells(wrong); }), StartsWith("--max-failed ")) << wrong;
  }
}

// A timer whose deadline overflows ends the run at once.
TEST(RunOptions, LongTimesAreCutToACentury) {
  for (const char* time : {"1e11", "1e300", "100000000d"}) {
    EXPECT_DOUBLE_EQ(parse_run(run_with({"--io-timeout", time})).settings.io_timeout, 3.2e9)
        << time;
  }
}

TEST(RunOptions, KnowsTheCommandThatContinuesIt) {
  const auto resuming = [](const Words& words) { return parse_run(words).resuming; };
  EXPECT_EQ(resuming({"run", "--model", "predator-prey", "--x", "G=50:300:4", "--y", "rec=10:50:3",
                      "--t", "assoc_ddg=-1:1:2", "--metric", "P.max", "--title", "it's big", "-q",
                      "--overwrite"}),
            "heatreel run --model predator-prey --x G=50:300:4 --y rec=10:50:3 "
            "--t assoc_ddg=-1:1:2 --metric P.max --title 'it'\\''s big' --quiet --resume");
  EXPECT_THAT(
      resuming(run_with({"--resume-if-exists"})),
      AllOf(::testing::EndsWith(" --resume"), ::testing::Not(HasSubstr("--resume-if-exists"))));
}

// A run that was given up would be given up again at once with the limit that it had.
TEST(RunOptions, KnowsTheCommandThatContinuesItWhateverFails) {
  const RunCommand run = parse_run(run_with({"--max-failed", "5", "--threads", "2"}));
  EXPECT_THAT(run.resuming, ::testing::EndsWith(" --max-failed 5 --threads 2 --resume"));
  EXPECT_THAT(run.resuming_all, ::testing::EndsWith(" --threads 2 --max-failed 100% --resume"));
  EXPECT_THAT(run.resuming_all, ::testing::Not(HasSubstr("--max-failed 5")));
}

TEST(RunOptions, EachReachesItsField) {
  const RunCommand run = parse_run(run_with(
      {"--t-end",    "100",      "--dt",     "0.5",         "--tail",    "50%",       "--dtype",
       "float64",    "-o",       "out/r.nc", "--overwrite", "--dry-run", "--quiet",   "--threads",
       "3",          "--buffer", "2G",       "--size",      "640x480",   "--title",   "A title",
       "--colormap", "inferno",  "--range",  "0:5",         "--scale",   "symlog",    "--fps",
       "25",         "--crf",    "30",       "--preset",    "fast",      "--pix-fmt", "yuv444p"}));
  EXPECT_EQ(model_of(run.sweep)->integration.t_end, 100.0);
  EXPECT_EQ(model_of(run.sweep)->integration.dt, 0.5);
  EXPECT_EQ(model_of(run.sweep)->integration.tail, 0.5);
  EXPECT_EQ(run.sweep.value_type, store::ValueType::float64);
  EXPECT_EQ(run.output, "out/r.nc");
  EXPECT_TRUE(run.overwrite && run.dry_run && run.quiet);
  EXPECT_EQ(run.settings.threads, 3);
  EXPECT_EQ(run.settings.buffer_bytes, std::uint64_t{2} << 30);
  EXPECT_EQ(run.movie.width, 640);
  EXPECT_EQ(run.movie.height, 480);
  EXPECT_EQ(run.movie.title, "A title");
  EXPECT_EQ(run.movie.colormap, "inferno");
  EXPECT_EQ(run.movie.range.usual.kind, RangeChoice::Kind::fixed);
  EXPECT_EQ(run.movie.range.usual.high, 5.0);
  EXPECT_EQ(run.movie.scale.usual, render::ScaleKind::symlog);
  EXPECT_EQ(run.movie.frames_per_second, 25);
  EXPECT_EQ(run.movie.encoder.crf, 30);
  EXPECT_EQ(run.movie.encoder.preset, "fast");
  EXPECT_EQ(run.movie.encoder.pixel_format, video::PixelFormat::yuv444p);
}

TEST(RunOptions, TheIntegratorAndItsLimitsReachTheirFields) {
  const auto integration = [](const Words& more) { return spec_of(run_with(more)).integration; };
  EXPECT_EQ(integration({"--integrator", "rodas5p"}).integrator, solve::Integrator::rodas5p);
  EXPECT_EQ(integration({"--integrator", "dopri5"}).integrator, solve::Integrator::dopri5);
  EXPECT_EQ(integration({"--integrator", "rk4"}).integrator, solve::Integrator::rk4);
  EXPECT_EQ(integration({"--rtol", "1e-9"}).rtol, 1e-9);
  EXPECT_EQ(integration({"--atol", "0.5"}).atol, 0.5);
  EXPECT_EQ(integration({"--max-steps", "7"}).max_steps, 7);
  EXPECT_TRUE(integration({}).early_stop);
  EXPECT_FALSE(integration({"--no-early-stop"}).early_stop);
  EXPECT_EQ(integration({}).cell_timeout, 0.0);
  EXPECT_EQ(integration({"--cell-timeout", "2.5"}).cell_timeout, 2.5);
}

TEST(RunOptions, TolerancesAndStepsOutOfRangeAreRefused) {
  EXPECT_THAT(error_of(run_with({"--rtol", "0"})), StartsWith("--rtol 0 cannot be used"));
  EXPECT_THAT(error_of(run_with({"--rtol", "1e-15"})), HasSubstr("1e-13 to 0.1"));
  EXPECT_THAT(error_of(run_with({"--rtol", "nan"})), StartsWith("--rtol nan cannot be used"));
  EXPECT_THAT(error_of(run_with({"--atol", "-1"})), StartsWith("--atol -1 cannot be used"));
  EXPECT_THAT(error_of(run_with({"--max-steps", "0"})), HasSubstr("whole number from 1"));
  EXPECT_THAT(error_of(run_with({"--integrator", "rk5"})), HasSubstr("rk4"));
}

TEST(RunOptions, TheMoviesFollowTheResultFile) {
  EXPECT_EQ(parse_run(run_with({"-o", "out/r.nc"})).video, "out/r.mp4");
  EXPECT_EQ(parse_run(run_with({"--video", "v.mp4"})).video, "v.mp4");
  EXPECT_EQ(parse_run(run_with({"--no-video"})).video, "");
  EXPECT_THAT(error_of(run_with({"--no-video", "--video", "v.mp4"})),
              StartsWith("--video cannot be combined with --no-video"));
}

TEST(RunOptions, MissingPartsOfASweepAreNamed) {
  EXPECT_THAT(error_of({"run"}), AllOf(StartsWith("--model is missing"), HasSubstr("SWEEP.ini")));
  const Words model = {"run", "--model", "predator-prey"};
  EXPECT_THAT(error_of(model), AllOf(StartsWith("--metric is missing"), HasSubstr("N, P")));
  EXPECT_THAT(error_of({"run", "--model", "predator-prey", "--metric", "P.max"}),
              StartsWith("--x is missing"));
}

TEST(RunOptions, ASweepWithoutTHasOneFrame) {
  const Words words = {"run",     "--model", "predator-prey", "--metric", "P.max",  "--x",
                       "G=1:2:3", "--y",     "rec=1:2:3",     "--set",    "kN=0.02"};
  const RunCommand run = parse_run(words);
  EXPECT_EQ(run.sweep.grid.frames(), 1);
  const grid::Axis& t = run.sweep.grid.t();
  EXPECT_EQ(model_of(run.sweep)->model.find_parameter(t.name())->default_value, t.front());
  EXPECT_NE(t.name(), "kN");
  EXPECT_EQ(run.video, "predator-prey.png") << "a picture, no movie";
  EXPECT_EQ(to_ini(sweep_from_ini(to_ini(run.sweep), *model::shipped_model_text("predator-prey"))),
            to_ini(run.sweep));
}

TEST(RunOptions, AnUnknownModelSuggestsTheNearest) {
  EXPECT_EQ(error_of({"run", "--model", "predator-pray"}),
            "--model: unknown model 'predator-pray' (no shipped model and no file has this name) "
            "Did you mean 'predator-prey'?");
  EXPECT_THAT(error_of({"run", "--model", "./none.model"}),
              AllOf(HasSubstr("--model: cannot read ./none.model"), HasSubstr("No such file")));
}

TEST(RunOptions, ABrokenModelFileIsReportedWithLineAndColumn) {
  const ScratchFolder folder;
  const std::string path = folder.write("my.model",
                                        "model my\ntime t to 1 step 0.1\nstate X = 1\n"
                                        "rate X = 2*(X\n");
  EXPECT_THAT(error_of({"run", "--model", path}), HasSubstr("my.model:4:"));
}

TEST(RunOptions, UnknownMetricStatesAndKindsSuggestTheNearest) {
  EXPECT_THAT(error_of(run_with({"--metric", "P.ampltude"})),
              AllOf(HasSubstr("--metric"), HasSubstr("Did you mean 'amplitude'?")));
  EXPECT_THAT(error_of(run_with({"--metric", "Q.max"})),
              AllOf(HasSubstr("--metric Q.max"), HasSubstr("no state 'Q'"), HasSubstr("N")));
  EXPECT_THAT(error_of(run_with({"--metric", "amplitude"})), HasSubstr("STATE.KIND"));
  EXPECT_THAT(error_of(run_with({"--metric", "P.amplitude"})), HasSubstr("given twice"));
}

TEST(RunOptions, AMetricMayBeOfAnExpression) {
  const auto metrics = run_with({"--metric", "log(N/P)+G.mean", "--metric", "P.time_above:-1e-3"});
  const SweepConfig sweep = parse_run(metrics).sweep;
  ASSERT_EQ(model_of(sweep)->metrics.size(), 3U);
  EXPECT_EQ(model_of(sweep)->metrics[1].variable(), "log_N_over_P_plus_G_mean");
  EXPECT_EQ(model_of(sweep)->metrics[2].threshold, -1e-3);
  EXPECT_EQ(model_of(sweep_from_ini(to_ini(sweep), sweep.simulation->text()))->metrics,
            model_of(sweep)->metrics);
  EXPECT_THAT(error_of(run_with({"--metric", "N + Q.max"})),
              AllOf(HasSubstr("--metric N + Q.max"), HasSubstr("column 5: unknown name 'Q'"),
                    HasSubstr("Did you mean")));
  EXPECT_THAT(error_of(run_with({"--metric", "(N+P)/2.max", "--metric", "N+P/2.max"})),
              AllOf(HasSubstr("--metric N+P/2.max"), HasSubstr("(N+P)/2.max is stored as")));
}

TEST(RunOptions, AStepWithoutAnIntegratorMeansRk4) {
  const auto integration = [](const Words& more) { return spec_of(run_with(more)).integration; };
  EXPECT_EQ(integration({}).integrator, solve::Integrator::automatic);
  EXPECT_EQ(integration({"--dt", "0.5"}).integrator, solve::Integrator::rk4);
  const auto named = integration({"--dt", "0.5", "--integrator", "dopri5"});
  EXPECT_EQ(named.integrator, solve::Integrator::dopri5);
  EXPECT_EQ(named.dt, 0.0);
}

Words map_with(const Words& more) {
  Words words = {"run",     "--model", "logistic", "--x",      "r=3:4:5", "--y",
                 "c=0,0.1", "--t",     "x_0=0.1",  "--metric", "x.max"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(RunOptions, AMapIsIterated) {
  for (const Words& more : {Words{}, Words{"--integrator", "auto"}, Words{"--integrator", "map"}}) {
    const SweepConfig sweep = parse_run(map_with(more)).sweep;
    EXPECT_EQ(model_of(sweep)->integration.integrator, solve::Integrator::map);
    EXPECT_EQ(model_of(sweep)->integration.t_end, 1000.0);
    const SweepConfig again = sweep_from_ini(to_ini(sweep), sweep.simulation->text());
    EXPECT_EQ(model_of(again)->integration.integrator, solve::Integrator::map);
    EXPECT_EQ(to_ini(again), to_ini(sweep));
  }
  EXPECT_EQ(spec_of(map_with({"--t-end", "50"})).integration.t_end, 50.0);
}

TEST(RunOptions, MapsAndEquationsHaveTheirOwnIntegrators) {
  for (const char* name : {"rk4", "dopri5", "rodas5p"}) {
    EXPECT_EQ(error_of(map_with({"--integrator", name})),
              std::string("--integrator ") + name +
                  " cannot be used (model logistic is a map) Leave it out, or write map.");
  }
  EXPECT_THAT(error_of(run_with({"--integrator", "map"})),
              StartsWith("--integrator map cannot be used (model predator-prey is not a map)"));
  EXPECT_THAT(error_of(map_with({"--dt", "1"})), HasSubstr("its step is 1"));
  for (const char* t_end : {"10.5", "1e13"}) {
    EXPECT_THAT(error_of(map_with({"--t-end", t_end})),
                AllOf(StartsWith("--t-end"), HasSubstr("whole number of iterations")));
  }
}

/// What is said about --metric lyapunov for a model with this rate of its first state.
std::string lyapunov_refusal(const std::string& rate) {
  const ScratchFolder folder;
  const std::string path =
      folder.write("kinked.model",
                   "model kinked\ntime t to 1 step 0.1\nstate x = 1\nstate y = 1\n"
                   "parameter a = 1\nderived bent = " +
                       rate + "\nrate x = 2*bent\nrate y = -y\n");
  return error_of({"run", "--model", path, "--x", "a=1", "--y", "x_0=1", "--t", "y_0=1", "--metric",
                   "y.max", "--metric", "lyapunov", "--dry-run"});
}

TEST(RunOptions, ALyapunovExponentNeedsASmoothModel) {
  EXPECT_EQ(lyapunov_refusal("abs(y)"),
            "--metric lyapunov cannot be used (model kinked is not differentiable, the rate of x "
            "depends on abs(…) of a state) Leave it out, or write a smooth model.");
  EXPECT_THAT(lyapunov_refusal("floor(x*a)"), HasSubstr("floor(…)"));
  EXPECT_THAT(lyapunov_refusal("min(x, a)"), HasSubstr("min(…)"));
  EXPECT_THAT(lyapunov_refusal("max(0, x - y)"), HasSubstr("max(…)"));
  EXPECT_THAT(lyapunov_refusal("if(y, x, a)"), HasSubstr("if(…)"));
  EXPECT_THAT(lyapunov_refusal("if(y > 1, x, a)"), HasSubstr("a comparison"));
  EXPECT_EQ(lyapunov_refusal("if(a > 1, x, -x) + abs(a) + cosh(x)"), "no error");
}

TEST(RunOptions, ALyapunovExponentIsOfTheModelOrUnderAStatesName) {
  const SweepConfig sweep =
      parse_run(run_with({"--metric", "lyapunov", "--metric", "P.lyapunov"})).sweep;
  EXPECT_EQ(model_of(sweep)->metrics[1].variable(), "lyapunov");
  EXPECT_EQ(model_of(sweep)->metrics[2].variable(), "P_lyapunov");
  EXPECT_EQ(model_of(sweep_from_ini(to_ini(sweep), sweep.simulation->text()))->metrics,
            model_of(sweep)->metrics);
  EXPECT_THAT(error_of(run_with({"--metric", "Q.lyapunov"})), HasSubstr("no state 'Q'"));
}

TEST(RunOptions, StepsMustFitTheTime) {
  EXPECT_THAT(error_of(run_with({"--dt", "0"})), StartsWith("--dt 0 cannot be used"));
  EXPECT_THAT(error_of(run_with({"--dt", "-1"})), StartsWith("--dt -1 cannot be used"));
  EXPECT_THAT(error_of(run_with({"--dt", "nan"})), StartsWith("--dt nan cannot be used"));
  EXPECT_THAT(error_of(run_with({"--t-end", "0"})), StartsWith("--t-end 0 cannot be used"));
  EXPECT_THAT(error_of(run_with({"--t-end", "inf"})), StartsWith("--t-end inf cannot be used"));
  EXPECT_THAT(error_of(run_with({"--dt", "3000"})),
              AllOf(StartsWith("--dt 3000"), HasSubstr("longer than the whole time 2600")));
  EXPECT_THAT(error_of(run_with({"--t-end", "0.5", "--integrator", "rk4"})),
              AllOf(StartsWith("--t-end 0.5"), HasSubstr("step 1 is longer")));
  EXPECT_THAT(error_of(run_with({"--dt", "1e-300"})), HasSubstr("10^12"));
}

TEST(RunOptions, TheTailIsAPart) {
  EXPECT_EQ(spec_of(run_with({"--tail", "30%"})).integration.tail, 0.3);
  EXPECT_EQ(spec_of(run_with({"--tail", "0.3"})).integration.tail, 0.3);
  EXPECT_EQ(spec_of(run_with({"--tail", "100%"})).integration.tail, 1.0);
  for (const char* bad : {"0", "0%", "-5%", "101%", "30", "nan", "30%%", "x"}) {
    EXPECT_THAT(error_of(run_with({"--tail", bad})), StartsWith("--tail")) << bad;
  }
}

TEST(RunOptions, NumbersMustEndWhereTheTextEnds) {
  EXPECT_THAT(error_of(run_with({"--t-end", "100x"})), HasSubstr("'100x' is not a number"));
  EXPECT_THAT(error_of(run_with({"--crf", "10.5"})), HasSubstr("whole number"));
  EXPECT_THAT(error_of(run_with({"--threads", "2x"})), HasSubstr("whole number"));
}

TEST(RunOptions, SizesOfTheBufferAndCountsOfThreadsHaveBounds) {
  EXPECT_EQ(parse_run(run_with({"--buffer", "1MiB"})).settings.buffer_bytes, 1U << 20);
  EXPECT_EQ(parse_run(run_with({"--buffer", "1048576"})).settings.buffer_bytes, 1U << 20);
  for (const char* bad : {"1023K", "0", "-1M", "M", "1X", "9999999999999T", ""}) {
    EXPECT_THAT(error_of(run_with({"--buffer", bad})), StartsWith("--buffer")) << bad;
  }
  EXPECT_THAT(error_of(run_with({"--threads", "0"})), StartsWith("--threads 0"));
}

TEST(RunOptions, AnUnknownTypeListsTheKnownOnes) {
  EXPECT_EQ(error_of(run_with({"--dtype", "float16"})),
            "--dtype float16 cannot be used (it must be one of float32, float64) "
            "Did you mean 'float32'?");
}

TEST(LoadModel, FindsShippedModelsAndFiles) {
  EXPECT_EQ(load_model("lorenz", "models").name, "lorenz");
  const ScratchFolder folder;
  const std::string path = folder.write("copy", load_model("lorenz", "models").text);
  EXPECT_EQ(load_model(path, "models").name, "lorenz");
  EXPECT_THAT(usage_error_of([] { load_model("lorentz", "models"); }),
              AllOf(StartsWith("models: unknown model"), HasSubstr("'lorenz'")));
}

TEST(LoadModel, RefusesWhatIsNoTextFile) {
  const ScratchFolder folder;
  EXPECT_THAT(usage_error_of([&] { load_model(folder.path(""), "models"); }),
              HasSubstr("it is a folder"));
  const std::string binary = folder.write("a.model", std::string("model\0x", 7));
  EXPECT_THAT(usage_error_of([&] { load_model(binary, "models"); }), HasSubstr("NUL"));
  const std::string large = folder.write("b.model", std::string((8 << 20) + 1, '#'));
  EXPECT_THAT(usage_error_of([&] { load_model(large, "models"); }), HasSubstr("8.0 MiB"));
}

}  // namespace
}  // namespace heatreel::config
