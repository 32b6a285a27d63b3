#include "index/documents/document_compressor.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/support/page_texts.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::install_page;

TEST(DocumentCompressor, LearnsFromTheFirstTexts) {
  DocumentCompressor compressor;
  for (std::size_t i = 0; i < DocumentCompressor::kSamples; ++i) {
    EXPECT_EQ(compressor.dictionary(), nullptr);
    EXPECT_EQ(dictionary_id(compressor.compress(install_page(1, static_cast<int>(i)))), 0U);
  }
  const auto dictionary = compressor.dictionary();
  ASSERT_NE(dictionary, nullptr);
  const std::string page = install_page(1, 77'777);
  const std::string frame = compressor.compress(page);
  EXPECT_EQ(dictionary_id(frame), dictionary->id());
  EXPECT_EQ(*decompress(frame, dictionary.get()), page);
}

TEST(DocumentCompressor, GoesOnWithADictionaryThatThereIs) {
  DocumentCompressor first;
  for (int i = 0; i < 1100; ++i) (void)first.compress(install_page(1, i));
  DocumentCompressor second(first.dictionary());
  EXPECT_EQ(dictionary_id(second.compress(install_page(1, 5'000))), first.dictionary()->id());
}

TEST(DocumentCompressor, CopesWithTextsThatTeachNothing) {
  for (const std::string& text : {std::string(), std::string("x"), std::string(300, '\0')}) {
    DocumentCompressor compressor;
    for (std::size_t i = 0; i < DocumentCompressor::kSamples + 10; ++i) {
      const std::string frame = compressor.compress(text);
      EXPECT_EQ(*decompress(frame, compressor.dictionary().get()), text);
    }
  }
}

TEST(DocumentCompressor, IsSharedByThreads) {
  DocumentCompressor compressor;
  std::vector<std::vector<std::string>> frames(3);
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 600; ++i) {
        frames[static_cast<std::size_t>(t)].push_back(compressor.compress(install_page(t, i)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto dictionary = compressor.dictionary();
  ASSERT_NE(dictionary, nullptr);
  for (int t = 0; t < 3; ++t) {
    for (int i = 0; i < 600; ++i) {
      const std::string& frame = frames[static_cast<std::size_t>(t)][static_cast<std::size_t>(i)];
      EXPECT_EQ(*decompress(frame, dictionary.get()), install_page(t, i));
    }
  }
}

}  // namespace
}  // namespace modelzoo::index
