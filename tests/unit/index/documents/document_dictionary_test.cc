// Documents of segments with dictionaries, through builds and merges.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "index/documents/document_compressor.h"
#include "index/segments/segment_builder.h"
#include "tests/support/memory_segment.h"
#include "tests/support/page_texts.h"
#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::install_page;
using modelzoo::testing::MemorySegment;
using modelzoo::testing::record;
using modelzoo::testing::view_of;

std::string name(int kind, int number) {
  return "kind" + std::to_string(kind) + "/n" + std::to_string(number);
}

SegmentView pages(int kind, int count, bool share = true) {
  const auto segment = std::make_shared<MemorySegment>();
  SegmentBuilder builder({.compressor = share ? std::make_shared<DocumentCompressor>() : nullptr});
  for (int i = 0; i < count; ++i) {
    EXPECT_TRUE(builder.add(
        record(name(kind, i)).stars(static_cast<unsigned>(i)).readme(install_page(kind, i))));
  }
  EXPECT_TRUE(builder.finish(*segment));
  return view_of(segment, static_cast<std::uint64_t>(kind));
}

SegmentView merge(const std::vector<SegmentView>& inputs) {
  const auto merged = std::make_shared<MemorySegment>();
  EXPECT_TRUE(merge_segments(inputs, *merged));
  return view_of(merged, 99);
}

void expect_pages(const SegmentView& view, int kind, int count) {
  for (int i = 0; i < count; ++i) {
    const auto doc = view.reader->find_name(name(kind, i));
    ASSERT_TRUE(doc);
    const auto document = view.reader->document(*doc);
    ASSERT_TRUE(document) << document.error().message;
    ASSERT_EQ(document->readme, install_page(kind, i));
    ASSERT_FALSE(view.reader->readme_text(*doc)->text.empty());
  }
}

std::size_t made_with(const SegmentView& view, std::uint32_t dictionary) {
  std::size_t count = 0;
  for (DocId doc = 0; doc < view.reader->doc_count(); ++doc) {
    count += dictionary_id(view.reader->document_frame(doc)->view()) == dictionary ? 1U : 0U;
  }
  return count;
}

TEST(DocumentDictionary, IsWrittenWithASegmentThatTaughtOne) {
  EXPECT_EQ(pages(1, 100).reader->dictionary(), nullptr);
  const SegmentView view = pages(1, 1500);
  ASSERT_NE(view.reader->dictionary(), nullptr);
  EXPECT_EQ(made_with(view, view.reader->dictionary()->id()), 1500 - DocumentCompressor::kSamples);
  expect_pages(view, 1, 1500);
}

TEST(DocumentDictionary, OfMostDocumentsIsThatOfTheMerge) {
  const std::vector<SegmentView> inputs = {pages(1, 1100), pages(2, 1400), pages(3, 50, false)};
  const SegmentView view = merge(inputs);
  ASSERT_NE(view.reader->dictionary(), nullptr);
  EXPECT_EQ(view.reader->dictionary()->id(), inputs[1].reader->dictionary()->id());
  // The others, and those that came before it was learnt, were compressed again.
  EXPECT_EQ(made_with(view, view.reader->dictionary()->id()), view.reader->doc_count());
  expect_pages(view, 1, 1100);
  expect_pages(view, 2, 1400);
  expect_pages(view, 3, 50);
}

TEST(DocumentDictionary, IsLearntByALargeMerge) {
  const SegmentView small = merge({pages(1, 300, false), pages(2, 300, false)});
  EXPECT_EQ(small.reader->dictionary(), nullptr);
  const SegmentView view = merge({pages(1, 1200, false), pages(2, 1300, false)});
  ASSERT_NE(view.reader->dictionary(), nullptr);
  EXPECT_GT(made_with(view, view.reader->dictionary()->id()), 0U);
  expect_pages(view, 1, 1200);
  expect_pages(view, 2, 1300);
}

}  // namespace
}  // namespace modelzoo::index
