#include "tools/modelzoo_bench/typist.h"

#include <gtest/gtest.h>

#include <set>

#include "query/planning/edit_distance_automaton.h"

namespace modelzoo::tools {
namespace {

TEST(Typist, MakesOneErrorInOneWord) {
  Typist typist(3);
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const std::string edited = typist.edited("object detection");
    seen.insert(edited);
    const std::u16string typed(edited.begin(), edited.end());
    EXPECT_NE(query::EditDistanceAutomaton(u"object detection", 1).cost(typed), query::kNoMatch)
        << edited;
  }
  EXPECT_GT(seen.size(), 100U);
}

TEST(Typist, LeavesShortWordsAlone) {
  Typist typist(4);
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(typist.edited("a bc def", 4), "a bc def");
    EXPECT_EQ(typist.edited("a bcdef", 4).substr(0, 2), "a ");
  }
  EXPECT_EQ(typist.edited(""), "");
}

TEST(Typist, DoesTheSameFromTheSameSeed) {
  Typist a(5);
  Typist b(5);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(a.edited("neural network"), b.edited("neural network"));
}

}  // namespace
}  // namespace modelzoo::tools
