#include "index/storage/compressed_bytes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/page_texts.h"

namespace modelzoo::index {
namespace {

std::shared_ptr<const CompressionDictionary> dictionary_of(int kind) {
  std::string samples;
  std::vector<std::size_t> sizes;
  for (int i = 0; i < 400; ++i) {
    const std::string page = modelzoo::testing::install_page(kind, i);
    samples += page;
    sizes.push_back(page.size());
  }
  return CompressionDictionary::train(samples, sizes);
}

TEST(CompressedBytes, ComeBack) {
  for (const std::string& bytes : {std::string(), std::string("a"), std::string(100'000, 'x')}) {
    EXPECT_EQ(*decompress(compress(bytes)), bytes);
    EXPECT_EQ(*decompress(compress(bytes, CompressionEffort::kDocument)), bytes);
    EXPECT_EQ(*decompress(compress(bytes, nullptr)), bytes);
    EXPECT_EQ(dictionary_id(compress(bytes)), 0U);
  }
}

TEST(CompressedBytes, AreRefusedWhenDamaged) {
  const std::string frame = compress("some words, and some words again");
  for (std::size_t size = 0; size < frame.size(); ++size) {
    EXPECT_FALSE(decompress(frame.substr(0, size))) << size;
  }
  std::string flipped = frame;
  flipped[flipped.size() - 6] ^= 1;
  EXPECT_EQ(decompress(flipped).error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(decompress("no frame at all"));
}

TEST(CompressionDictionary, MakesTextsOfItsKindSmaller) {
  const auto dictionary = dictionary_of(1);
  ASSERT_NE(dictionary, nullptr);
  const std::string page = modelzoo::testing::install_page(1, 9'999);
  const std::string alone = compress(page, nullptr);
  const std::string frame = compress(page, dictionary.get());
  EXPECT_LT(frame.size(), alone.size() / 2);
  EXPECT_EQ(dictionary_id(frame), dictionary->id());
  EXPECT_EQ(*decompress(frame, dictionary.get()), page);
  EXPECT_EQ(*decompress(alone, dictionary.get()), page);
}

TEST(CompressionDictionary, IsReadBackFromItsBytes) {
  const auto dictionary = dictionary_of(1);
  const auto again = CompressionDictionary::load(std::string(dictionary->bytes()));
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->id(), dictionary->id());
  EXPECT_EQ(*decompress(compress("words", dictionary.get()), again->get()), "words");
}

TEST(CompressionDictionary, IsNamedWhenItIsMissing) {
  const auto dictionary = dictionary_of(1);
  const auto other = dictionary_of(2);
  const std::string frame = compress("words", dictionary.get());
  for (const CompressionDictionary* wrong :
       {static_cast<const CompressionDictionary*>(nullptr), other.get()}) {
    const auto read = decompress(frame, wrong);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kCorrupt);
    EXPECT_NE(read.error().message.find(std::to_string(dictionary->id())), std::string::npos);
  }
}

TEST(CompressionDictionary, IsRefusedWhenItIsNone) {
  for (const char* bytes : {"", "x", "just some words, none of them a dictionary"}) {
    EXPECT_FALSE(CompressionDictionary::load(bytes)) << bytes;
  }
  EXPECT_EQ(CompressionDictionary::train("", {}), nullptr);
}

}  // namespace
}  // namespace modelzoo::index
