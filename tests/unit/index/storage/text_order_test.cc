#include "index/storage/text_order.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace modelzoo::index {
namespace {

std::vector<std::string> sorted(const std::vector<std::string>& texts) {
  std::vector<TextOrderKey> keys(texts.size());
  for (std::uint32_t i = 0; i < keys.size(); ++i) keys[i].item = i;
  sort_by_text(std::span(keys), [&](std::uint32_t i) { return std::string_view(texts[i]); });
  std::vector<std::string> result;
  for (const TextOrderKey& key : keys) result.push_back(texts[key.item]);
  return result;
}

TEST(TextOrder, IsTheOrderOfBytes) {
  std::mt19937 random(3);
  for (int round = 0; round < 400; ++round) {
    // Few letters and one long beginning, so that texts agree in their first eights.
    std::vector<std::string> texts;
    for (std::size_t n = random() % 60; n > 0; --n) {
      std::string text = random() % 2 == 0 ? "a beginning that many share" : "";
      for (std::size_t length = random() % 20; length > 0; --length) {
        text.push_back("ab\0\xff"[random() % 4]);
      }
      texts.push_back(text);
    }
    std::vector<std::string> expected = texts;
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(sorted(texts), expected) << "round " << round;
  }
}

TEST(TextOrder, PutsAShorterTextBeforeItsContinuationByNul) {
  using namespace std::string_literals;
  EXPECT_EQ(sorted({"a\0\0"s, "a"s, "a\0"s, ""s, "\0"s}),
            (std::vector<std::string>{""s, "\0"s, "a"s, "a\0"s, "a\0\0"s}));
}

}  // namespace
}  // namespace modelzoo::index
