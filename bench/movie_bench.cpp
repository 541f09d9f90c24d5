// SPDX-License-Identifier: GPL-3.0-or-later
//
// The stages of a movie by themselves, on pictures of the first metric of a result file.
//
//   movie_bench draw FILE.nc            seconds a picture takes to be read, drawn and converted
//   movie_bench frames FILE.nc OUT.y4m  writes all pictures as the encoder takes them
//   movie_bench encode IN.y4m OUT.mp4 PRESET CRF   encodes those pictures
//   movie_bench centers FILE.nc         the pixels at the cells' centres, x and y in each line
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "heatreel/base/clock.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/render/heatmap_renderer.hpp"
#include "heatreel/store/frame_reader.hpp"
#include "heatreel/video/color_convert.hpp"
#include "heatreel/video/h264_encoder.hpp"
#include "heatreel/video/mp4_muxer.hpp"

namespace {

using namespace heatreel;

constexpr int width = 1280;
constexpr int height = 720;
constexpr int fps = 10;
constexpr std::size_t metric = 0;

render::PictureOptions picture_options(const store::FrameReader& reader) {
  render::PictureOptions options;
  options.width = width;
  options.height = height;
  const auto range = reader.global_range(metric).value_or(store::ValueRange{0.0, 1.0});
  options.title = reader.layout().title;
  render::PanelOptions panel;
  panel.color.low = range.min;
  panel.color.high = range.max;
  panel.label = reader.layout().metrics[metric].long_name;
  options.panels.push_back(panel);
  return options;
}

/// Hands every picture, as the encoder takes it, to `use`.
template <class Use>
void for_each_picture(const store::FrameReader& reader, Use use) {
  const grid::ParameterGrid& grid = reader.layout().grid;
  render::HeatmapRenderer renderer(grid, picture_options(reader));
  video::YuvPicture converted(width, height, video::PixelFormat::yuv420p);
  std::vector<double> values(static_cast<std::size_t>(grid.cells_per_frame()));
  std::vector<grid::CellStatus> status(values.size());
  for (grid::FrameIndex frame = 0; frame < grid.frames(); ++frame) {
    reader.read_rows(metric, frame, 0, values, status);
    renderer.begin(frame);
    renderer.add_rows(0, {values, status});
    video::convert(renderer.finish(), converted);
    use(converted);
  }
}

void time_drawing(const store::FrameReader& reader) {
  const base::Stopwatch watch;
  for_each_picture(reader, [](const video::YuvPicture&) {});
  fmt::print("{:.6f}\n", watch.seconds() / static_cast<double>(reader.layout().grid.frames()));
}

void write_frames(const store::FrameReader& reader, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file << fmt::format("YUV4MPEG2 W{} H{} F{}:1 Ip A1:1 C420jpeg\n", width, height, fps);
  const auto put = [&file](const std::vector<std::uint8_t>& plane) {
    file.write(reinterpret_cast<const char*>(plane.data()),
               static_cast<std::streamsize>(plane.size()));
  };
  for_each_picture(reader, [&](const video::YuvPicture& picture) {
    file << "FRAME\n";
    put(picture.y);
    put(picture.u);
    put(picture.v);
  });
}

/// Reads what write_frames() wrote.
void encode(const std::string& input, const std::string& output, const std::string& preset,
            int crf) {
  std::ifstream file(input, std::ios::binary);
  video::EncoderOptions options;
  options.preset = preset;
  options.crf = crf;
  options.fps = fps;
  video::H264Encoder encoder(width, height, options);
  video::Mp4Muxer muxer({output, output},
                        {width, height, fps, options.pixel_format, encoder.decoder_configuration()},
                        {});
  video::YuvPicture picture(width, height, options.pixel_format);
  const auto get = [&file](std::vector<std::uint8_t>& plane) {
    file.read(reinterpret_cast<char*>(plane.data()), static_cast<std::streamsize>(plane.size()));
  };
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    get(picture.y);
    get(picture.u);
    get(picture.v);
    if (const auto packet = encoder.encode(picture)) {
      muxer.write(*packet);
    }
  }
  while (const auto packet = encoder.flush()) {
    muxer.write(*packet);
  }
  muxer.finish();
}

void print_centers(const store::FrameReader& reader) {
  const grid::ParameterGrid& grid = reader.layout().grid;
  const render::HeatmapRenderer renderer(grid, picture_options(reader));
  for (std::int64_t j = 0; j < grid.y().size(); ++j) {
    for (std::int64_t i = 0; i < grid.x().size(); ++i) {
      const auto center = renderer.cell_center(0, i, j);
      fmt::print("{} {}\n", center.x, center.y);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view task = argc > 2 ? argv[1] : "";
  try {
    if (task == "draw" && argc == 3) {
      time_drawing(store::FrameReader(argv[2]));
    } else if (task == "frames" && argc == 4) {
      write_frames(store::FrameReader(argv[2]), argv[3]);
    } else if (task == "encode" && argc == 6) {
      encode(argv[2], argv[3], argv[4], std::stoi(argv[5]));
    } else if (task == "centers" && argc == 3) {
      print_centers(store::FrameReader(argv[2]));
    } else {
      fmt::print(stderr,
                 "usage: movie_bench draw FILE.nc | frames FILE.nc OUT.y4m | centers FILE.nc |\n"
                 "       encode IN.y4m OUT.mp4 PRESET CRF\n");
      return 2;
    }
  } catch (const base::Error& error) {
    fmt::print(stderr, "movie_bench: {}\n", error.what());
    return 1;
  }
}
