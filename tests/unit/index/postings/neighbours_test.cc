#include "index/postings/neighbours.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

namespace modelzoo::index {
namespace {

TEST(Neighbours, PutEachTermIntoOneOfTheClasses) {
  std::set<WordClasses> met;
  for (int i = 0; i < 2000; ++i) {
    const WordClasses one = class_of_term("term" + std::to_string(i));
    ASSERT_TRUE(std::has_single_bit(one));
    ASSERT_EQ(one & ~kAllWordClasses, 0);
    met.insert(one);
  }
  EXPECT_EQ(met.size(), kWordClasses);
}

// These are on disk: another answer is another format.
TEST(Neighbours, KeepTheClassesOfTermsForGood) {
  EXPECT_EQ(class_of_term("gan"), 1U << 3);
  EXPECT_EQ(class_of_term("tensorflow"), 1U << 1);
  EXPECT_EQ(class_of_term("reinforcementlearning"), 1U << 5);
}

TEST(Neighbours, LoseNothingThatACodeOrASetKeeps) {
  std::mt19937 random(1);
  for (int round = 0; round < 5000; ++round) {
    Neighbours n;
    for (unsigned bits = random() % 4; bits > 0; --bits) {
      n.before |= static_cast<WordClasses>(1U << random() % kWordClasses);
      if (random() % 2 == 0) n.after |= static_cast<WordClasses>(1U << random() % kWordClasses);
    }
    EXPECT_EQ(from_sets(to_sets(n)), n);
    const Neighbours coarse = from_code(to_code(n));
    EXPECT_TRUE(coarse.include(n));
    if (std::popcount(n.before) <= 1 && std::popcount(n.after) <= 1) {
      EXPECT_EQ(coarse, n);
    }
    EXPECT_EQ(from_code(to_code(coarse)), coarse);
  }
}

TEST(NeighbourTable, TellsWhatStandsBesideAPosition) {
  NeighbourTable table;
  const auto at = [](Field field, std::uint32_t ordinal) { return make_position(field, ordinal); };
  table.add(at(Field::kName, 0), 1);
  table.add(at(Field::kName, 1), 2);
  table.add(at(Field::kName, 0), 4);  // the joined form comes later
  table.add(at(Field::kBody, 1), 8);
  table.add(at(Field::kBody, 17), 16);
  EXPECT_EQ(table.beside(at(Field::kName, 0)), (Neighbours{0, 2}));
  EXPECT_EQ(table.beside(at(Field::kName, 1)), (Neighbours{1 | 4, 0}));
  EXPECT_EQ(table.beside(at(Field::kBody, 1)), (Neighbours{0, 0}));
  EXPECT_EQ(table.beside(at(Field::kBody, 17)), (Neighbours{0, 0}));
  table.clear();
  table.add(at(Field::kName, 1), 32);
  EXPECT_EQ(table.beside(at(Field::kName, 1)), (Neighbours{0, 0}));
}

TEST(NeighbourTable, KnowsNothingOfPlacesThatAreVeryFar) {
  NeighbourTable table;
  for (const std::uint32_t ordinal : {(1U << 20) - 1, 1U << 20, 1U << 28, kMaxOrdinal}) {
    table.add(make_position(Field::kBody, ordinal), 1);
    EXPECT_EQ(table.beside(make_position(Field::kBody, ordinal)), kAnyNeighbours);
  }
}

}  // namespace
}  // namespace modelzoo::index
