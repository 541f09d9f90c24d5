// SPDX-License-Identifier: GPL-3.0-or-later
#include "heatreel/explore/page.hpp"

#include <gmock/gmock.h>

namespace heatreel::explore {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string page_with_title(const std::string& title) {
  std::string page;
  const Write write = [&](std::string_view text) { page += text; };
  write_page(title, write, [&] { write("the data"); });
  return page;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

TEST(Page, IsOneFileThatNamesNoOther) {
  const std::string page = page_with_title("A sweep");
  EXPECT_THAT(page, HasSubstr("<title>A sweep</title>"));
  EXPECT_THAT(page, HasSubstr("the data"));
  for (const char* const word : {" src=", "<link", "@import", "url(", "import(", "fetch("}) {
    EXPECT_THAT(page, Not(HasSubstr(word)));
  }
  EXPECT_EQ(count(page, "<script"), 1U);
  EXPECT_EQ(count(page, "</script"), 1U);
  EXPECT_EQ(count(page, "<style"), 1U);
  EXPECT_THAT(page, Not(HasSubstr("@style@")));
  EXPECT_THAT(page, Not(HasSubstr("innerHTML")));
}

TEST(Page, LetsItsOwnScriptRunAlone) {
  const std::string page = page_with_title("");
  const auto begin = page.find("script-src 'nonce-") + std::string("script-src 'nonce-").size();
  const std::string nonce = page.substr(begin, page.find('\'', begin) - begin);
  EXPECT_EQ(nonce.size(), 32U);
  EXPECT_THAT(page, HasSubstr("<script type=\"module\" nonce=\"" + nonce + "\">"));
  EXPECT_THAT(page_with_title(""), Not(HasSubstr(nonce)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(Page, ShowsTextLiterally) {
  EXPECT_EQ(html_text("a<b>&\"'"), "a&#60;b&#62;&#38;&#34;&#39;");
  EXPECT_EQ(html_text("x\x01\xff"), "x??");
  const std::string page = page_with_title("</title><script>alert(1)</script>@data@");
  EXPECT_EQ(count(page, "<script"), 1U);
  EXPECT_EQ(count(page, "the data"), 1U);
}

TEST(Page, JoinsModules) {
  EXPECT_EQ(joined_module("import { a } from \"./a.js\";\nexport const b = a;\nclass C {}\n"),
            "const b = a;\nclass C {}\n\n");
}

}  // namespace
}  // namespace heatreel::explore
