#include "index/terms/spelling_trie.h"

#include <gtest/gtest.h>

#include "index/segments/spelling_words.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"

namespace modelzoo::index {
namespace {

void collect(const SpellingTrie& trie, const SpellingTrie::Node& node, std::u16string path,
             std::vector<std::u16string>& out) {
  if (node.leaf()) {
    out.push_back(path + std::u16string(trie.rest(node)));
    return;
  }
  if (node.begin < node.end && trie.ends_here(node, path.size())) out.push_back(path);
  for (const SpellingTrie::Node& child : trie.children(node))
    collect(trie, child, path + child.label, out);
}

TEST(SpellingTrie, HoldsItsWordsInOrder) {
  for (const auto& words : std::vector<std::vector<std::u16string>>{
           {}, {u"a"}, {u"gan", u"gans", u"gate"}, {u"a", u"ab", u"abc", u"b", u"öl", u"я"}}) {
    const SpellingTrie trie(words);
    std::vector<std::u16string> found;
    collect(trie, trie.root(), u"", found);
    EXPECT_EQ(found, words);
  }
}

TEST(SpelledCharacters, AreThoseOfScriptsThatSpell) {
  EXPECT_EQ(spelled_characters("naïve"), u"naïve");
  EXPECT_EQ(spelled_characters("сеть"), u"сеть");
  EXPECT_EQ(spelled_characters("目标"), u"");
  EXPECT_EQ(spelled_characters("학습"), u"");
  EXPECT_EQ(spelled_characters("\xF0\x9F\x98\x80"), u"");
  EXPECT_EQ(spelled_characters("a\xff"), u"");
}

TEST(SpellingWords, LeaveOutKeywordsNumbersAndShortWords) {
  const auto view = modelzoo::testing::memory_view(
      {modelzoo::testing::record("o/n").license("mit").readme("gan 2017 vgg16 a1234 ab 目标检测")});
  const SpellingWords& words = view.reader->spelling();
  std::vector<std::string> terms;
  for (const std::uint32_t ordinal : words.ordinals) terms.emplace_back(view.reader->term(ordinal));
  EXPECT_EQ(terms, (std::vector<std::string>{"gan", "vgg", "vgg16"}));
}

}  // namespace
}  // namespace modelzoo::index
