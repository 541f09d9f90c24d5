// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/video/animation_writer.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <fmt/format.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include "heatreel/base/contract.hpp"
#include "heatreel/base/error.hpp"
#include "heatreel/base/pending_file.hpp"
#include "heatreel/base/text.hpp"

namespace heatreel::video {

namespace {

/// libwebp's level of effort, 0 to 9: above this the file hardly gets smaller.
constexpr int effort = 4;

WebPConfig lossless_config() {
  WebPConfig config;
  HEATREEL_REQUIRE(WebPConfigInit(&config) != 0 && WebPConfigLosslessPreset(&config, effort) != 0);
  return config;
}

/// A picture as libwebp has it.
class WebPImage {
 public:
  explicit WebPImage(const render::Picture& picture) {
    HEATREEL_REQUIRE(WebPPictureInit(&image_) != 0);
    image_.use_argb = 1;
    image_.width = picture.width;
    image_.height = picture.height;
    if (WebPPictureImportBGRX(&image_, picture.pixels.data(), static_cast<int>(picture.stride())) ==
        0) {
      throw std::bad_alloc();
    }
  }
  ~WebPImage() { WebPPictureFree(&image_); }
  WebPImage(const WebPImage&) = delete;
  WebPImage& operator=(const WebPImage&) = delete;

  WebPPicture* get() { return &image_; }

 private:
  WebPPicture image_;
};

}  // namespace

class AnimationWriter::Impl {
 public:
  Impl(const std::string& path, int width, int height, int milliseconds)
      : file_(path, "the animation"),
        config_(lossless_config()),
        encoder_(make_encoder(width, height), WebPAnimEncoderDelete),
        milliseconds_(milliseconds) {
    WebPDataInit(&data_);
  }
  ~Impl() { WebPDataClear(&data_); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void add(const render::Picture& picture) {
    WebPImage image(picture);
    check(WebPAnimEncoderAdd(encoder_.get(), image.get(), time_, &config_));
    time_ += milliseconds_;
  }

  std::uint64_t finish() {
    check(WebPAnimEncoderAdd(encoder_.get(), nullptr, time_, nullptr));
    check(WebPAnimEncoderAssemble(encoder_.get(), &data_));
    std::ofstream stream(file_.temporary(), std::ios::binary);
    stream.write(reinterpret_cast<const char*>(data_.bytes),
                 static_cast<std::streamsize>(data_.size));
    stream.close();
    if (!stream) {
      refuse(std::generic_category().message(errno), "Check that the disk has room.");
    }
    return file_.commit();
  }

 private:
  static WebPAnimEncoder* make_encoder(int width, int height) {
    WebPAnimEncoderOptions options;
    HEATREEL_REQUIRE(WebPAnimEncoderOptionsInit(&options) != 0);
    options.anim_params.loop_count = 0;  // for ever
    WebPAnimEncoder* encoder = WebPAnimEncoderNew(width, height, &options);
    return encoder != nullptr ? encoder : throw std::bad_alloc();
  }

  void check(int succeeded) const {
    if (succeeded == 0) {
      refuse(WebPAnimEncoderGetError(encoder_.get()), "");
    }
  }

  [[noreturn]] void refuse(const std::string& why, const std::string& suggestion) const {
    throw base::EncoderError(
        {fmt::format("cannot write the animation '{}'", base::printable(file_.target())), why,
         suggestion});
  }

  base::PendingFile file_;
  WebPConfig config_;
  std::unique_ptr<WebPAnimEncoder, void (*)(WebPAnimEncoder*)> encoder_;
  WebPData data_;
  int milliseconds_;
  int time_ = 0;
};

AnimationWriter::AnimationWriter(const std::string& path, int width, int height, int milliseconds)
    : impl_(std::make_unique<Impl>(path, width, height, milliseconds)) {}

AnimationWriter::~AnimationWriter() = default;

void AnimationWriter::add(const render::Picture& picture) { impl_->add(picture); }

std::uint64_t AnimationWriter::finish() { return impl_->finish(); }

}  // namespace heatreel::video
