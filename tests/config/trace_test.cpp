// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_test_support.hpp"

#include <gmock/gmock.h>

namespace heatreel::config {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TraceCommand parse_trace(const Words& words) {
  return std::get<TraceCommand>(parse_command(words));
}

/// A sweep file of 26 × 5 × 3 cells.
class TraceOfASweep : public ::testing::Test {
 protected:
  TraceOfASweep() {
    std::ofstream(path_) << "model = predator-prey\nx = G=50:300:26\ny = rec=1:10000:5:log\n"
                            "t = kN=0.03,0.01,0.02\nmetric = P.period\nt-end = 500\n"
                            "set = pol=3\ntitle = a movie's\n";
  }

  TraceCommand trace(const Words& more) const {
    Words words = {"trace", path_};
    words.insert(words.end(), more.begin(), more.end());
    return parse_trace(words);
  }

  std::string error(const Words& more) const {
    return usage_error_of([&] { trace(more); });
  }

  ScratchFolder folder_;
  std::string path_ = folder_.path("sweep.ini");
};

TEST(Trace, TakesAModelAloneWithItsParameters) {
  const TraceCommand trace =
      parse_trace({"trace", "predator-prey", "--set", "G=150", "--t-end", "100", "--points", "21"});
  EXPECT_FALSE(trace.sweep);
  EXPECT_FALSE(trace.simulation.grid);
  EXPECT_EQ(trace.simulation.settings.at("G"), 150.0);
  EXPECT_EQ(trace.simulation.integration.t_end, 100.0);
  EXPECT_EQ(trace.points, 21U);
  EXPECT_EQ(parse_trace({"trace", "predator-prey"}).points, 1001U);
  EXPECT_EQ(parse_trace({"trace", "logistic", "--t-end", "77"}).points, 78U);
}

TEST(Trace, PointsOfAMapLieOnIterations) {
  EXPECT_EQ(parse_trace({"trace", "logistic", "--t-end", "20", "--points", "6"}).points, 6U);
  EXPECT_THAT(error_of({"trace", "logistic", "--t-end", "20", "--points", "7"}),
              HasSubstr("7 points at equal distances from 0 to 20 do not all lie on iterations"));
  EXPECT_THAT(error_of({"trace", "logistic", "--t-end", "1e9"}), HasSubstr("--points is missing"));
}

TEST(Trace, TheFormatIsWhatTheNameSays) {
  const auto format = [](const std::string& output) {
    return parse_trace({"trace", "predator-prey", "-o", output}).format;
  };
  EXPECT_EQ(format("a.csv"), TraceFormat::csv);
  EXPECT_EQ(format("-"), TraceFormat::csv);
  EXPECT_EQ(format("a.json"), TraceFormat::json);
  EXPECT_EQ(format("a.nc"), TraceFormat::netcdf);
  for (const char* const picture : {"a.png", "b/a.pdf", "a.svg"}) {
    EXPECT_EQ(format(picture), TraceFormat::picture);
  }
  EXPECT_EQ(parse_trace({"trace", "predator-prey", "-o", "a.png"}).points, 20'001U);
}

TEST(Trace, APictureShowsQuantitiesOfTheModel) {
  const auto error = [](const std::string& shown) {
    return error_of({"trace", "predator-prey", "-o", "a.png", "--show", shown});
  };
  EXPECT_EQ(parse_trace({"trace", "predator-prey", "-o", "a.png", "--show", "P, k1_eff"}).shown,
            (Words{"P", "k1_eff"}));
  EXPECT_THAT(error("P,Q"), HasSubstr("no state or derived value 'Q'"));
  EXPECT_THAT(error("P,P"), HasSubstr("P is given twice"));
  EXPECT_THAT(error_of({"trace", "predator-prey", "--show", "P"}),
              HasSubstr("no picture is drawn"));
  EXPECT_THAT(error_of({"trace", "repressilator", "-o", "a.png", "--compare", "1,2,3"}),
              HasSubstr("a model alone has no cells"));
}

TEST(Trace, AModelAloneHasNoCells) {
  EXPECT_THAT(error_of({"trace", "predator-prey", "--cell", "1,2,3"}),
              HasSubstr("a model alone has no cells"));
  EXPECT_THAT(error_of({"trace", "predator-prey", "--at", "G=1"}), HasSubstr("--set NAME=VALUE"));
  EXPECT_THAT(error_of({"trace", "predator-prey", "--exact"}), HasSubstr("Add --at NAME=VALUE"));
}

TEST_F(TraceOfASweep, ACellIsChosenByItsIndices) {
  const TraceCommand trace = this->trace({"--cell", "2,4,1"});
  EXPECT_EQ(trace.cell, (1 * 5 + 4) * 26 + 2);
  ASSERT_TRUE(trace.sweep);
  EXPECT_EQ(trace.simulation.integration.t_end, 500.0);
  EXPECT_EQ(trace.simulation.settings.at("pol"), 3.0);
  EXPECT_EQ(trace.note, "");
  EXPECT_THAT(error({}), AllOf(HasSubstr("--cell is missing"), HasSubstr("390 cells")));
  EXPECT_THAT(error({"--cell", "26,0,0"}), HasSubstr("G has the indices 0 to 25"));
  EXPECT_THAT(error({"--cell", "0,-1,0"}), HasSubstr("rec has the indices 0 to 4"));
  EXPECT_THAT(error({"--cell", "1,2"}), HasSubstr("an index for each of G, rec and kN"));
  EXPECT_THAT(error({"--cell", "1,2,x"}), HasSubstr("'x' is not a whole number"));
}

TEST_F(TraceOfASweep, OptionsOnTheCommandLineWin) {
  const TraceCommand trace =
      this->trace({"--cell", "0,0,0", "--t-end", "90", "--set", "pol=4", "--metric", "N.max"});
  EXPECT_EQ(trace.simulation.integration.t_end, 90.0);
  EXPECT_EQ(trace.simulation.settings.at("pol"), 4.0);
  ASSERT_EQ(trace.simulation.metrics.size(), 1U);
  EXPECT_EQ(trace.simulation.metrics[0].label(), "N.max");
}

TEST_F(TraceOfASweep, TheNearestCellIsTakenAndSaid) {
  const auto place = [&](const TraceCommand& trace) {
    return trace.sweep->grid.position(trace.cell);
  };
  const TraceCommand own = trace({"--at", "G=60,rec=100,kN=0.01"});
  EXPECT_EQ(place(own), (grid::CellPosition{1, 2, 1}));
  EXPECT_EQ(own.note, "");
  // Nearest on a logarithmic axis is nearest by factor: 40 is nearer to 100 than to 10.
  const TraceCommand near = trace({"--at", "kN=0.024, G=64.9, rec=40"});
  EXPECT_EQ(place(near), (grid::CellPosition{1, 2, 2}));
  EXPECT_THAT(near.note, AllOf(HasSubstr("1,2,2"), HasSubstr("G=60,rec=100,kN=0.02")));
  EXPECT_EQ(place(trace({"--at", "kN=9,G=1e9,rec=-1"})), (grid::CellPosition{25, 0, 0}));
}

TEST_F(TraceOfASweep, ExactTakesTheValuesThemselves) {
  const TraceCommand trace = this->trace({"--at", "kN=0.024,G=64.9,rec=40", "--exact"});
  EXPECT_FALSE(trace.sweep);
  EXPECT_FALSE(trace.simulation.grid);
  EXPECT_EQ(trace.simulation.settings.at("G"), 64.9);
  EXPECT_EQ(trace.simulation.settings.at("pol"), 3.0);
  EXPECT_EQ(trace.note, "");
}

TEST_F(TraceOfASweep, ComparesCells) {
  const TraceCommand trace = this->trace({"--cell", "1,2,2", "--compare", "2,2,2", "--compare",
                                          "G=70,rec=100,kN=0.02", "-o", "a.png"});
  const auto place = [&](grid::CellIndex cell) { return trace.sweep->grid.position(cell); };
  ASSERT_EQ(trace.compared.size(), 2U);
  EXPECT_EQ(place(trace.compared[0]), (grid::CellPosition{2, 2, 2}));
  EXPECT_EQ(place(trace.compared[1]), (grid::CellPosition{2, 2, 2}));
  EXPECT_THAT(error({"--cell", "1,2,2", "--compare", "26,0,0", "-o", "a.png"}), HasSubstr("26"));
  EXPECT_THAT(error({"--at", "G=60,rec=1,kN=1", "--exact", "--compare", "1,1,1", "-o", "a.png"}),
              HasSubstr("cannot be combined"));
}

TEST_F(TraceOfASweep, AtNeedsEveryAxis) {
  EXPECT_THAT(error({"--at", "G=60,rec=100"}), HasSubstr("the value of kN is missing"));
  EXPECT_THAT(error({"--at", "G=60,rec=100,kP=1"}),
              AllOf(HasSubstr("no axis is called 'kP'"), HasSubstr("G, rec and kN")));
  EXPECT_THAT(error({"--at", "G=60,G=70,rec=100,kN=1"}), HasSubstr("G is given twice"));
  EXPECT_THAT(error({"--at", "G=60,rec=much,kN=1"}), HasSubstr("much"));
  EXPECT_THAT(error({"--at", "G=60,rec=1,kN=1", "--cell", "0,0,0"}),
              HasSubstr("cannot be combined"));
}

}  // namespace
}  // namespace heatreel::config
