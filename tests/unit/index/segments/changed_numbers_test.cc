#include "index/segments/changed_numbers.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "index/segments/view_editor.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;

SegmentView view_of(std::uint32_t documents) {
  std::vector<Record> records;
  for (std::uint32_t i = 0; i < documents; ++i) {
    records.push_back(record("o/n" + std::to_string(1000 + i)).stars(7));
  }
  return memory_view(records);
}

DocNumbers with_stars(std::uint32_t stars) {
  DocNumbers numbers;
  numbers.stars = stars;
  return numbers;
}

TEST(ChangedNumbers, AreThoseSetLastAndTheBuiltOnesElsewhere) {
  constexpr std::uint32_t kDocuments = 1300;  // two chunks and a part of one
  SegmentView view = view_of(kDocuments);
  std::map<DocId, std::uint32_t> expected;
  std::mt19937 random(3);
  for (int write = 0; write < 200; ++write) {
    ViewEditor edit(view);
    for (int i = 0; i < 5; ++i) {
      const auto doc = static_cast<DocId>(random() % kDocuments);
      expected[doc] = static_cast<std::uint32_t>(random() % 1000);
      edit.set_numbers(doc, with_stars(expected[doc]));
    }
  }
  ASSERT_EQ(view.changed->count(), expected.size());
  std::map<std::size_t, std::uint32_t> most;
  for (DocId doc = 0; doc < kDocuments; ++doc) {
    const auto changed = expected.find(doc);
    ASSERT_EQ(view.changed->has(doc), changed != expected.end()) << doc;
    ASSERT_EQ(view.doc_numbers(doc).stars, changed == expected.end() ? 7 : changed->second) << doc;
    if (changed == expected.end()) continue;
    std::uint32_t& of_chunk = most[doc / kNumbersPerChunk];
    of_chunk = std::max(of_chunk, changed->second);
    ASSERT_GE(view.changed->most_stars(), changed->second);
  }
  for (const auto& [chunk, stars] : most) {
    EXPECT_EQ(view.changed->most_stars_of(chunk), stars);
    EXPECT_EQ(view.most_stars_of(chunk), std::max(stars, 7U));
  }
}

TEST(ChangedNumbers, AreNotSeenInViewsThatWereTakenBefore) {
  SegmentView view = view_of(600);
  ViewEditor(view).set_numbers(3, with_stars(30));
  const SegmentView before = view;
  ViewEditor edit(view);
  edit.set_numbers(3, with_stars(40));
  edit.set_numbers(2, with_stars(20));
  edit.set_numbers(599, with_stars(90));
  EXPECT_EQ(before.doc_numbers(3).stars, 30U);
  EXPECT_EQ(before.doc_numbers(2).stars, 7U);
  EXPECT_EQ(before.most_stars(), 30U);
  EXPECT_EQ(view.doc_numbers(3).stars, 40U);
  EXPECT_EQ(view.doc_numbers(2).stars, 20U);
  EXPECT_EQ(view.doc_numbers(599).stars, 90U);
  EXPECT_EQ(view.most_stars(), 90U);
}

}  // namespace
}  // namespace modelzoo::index
