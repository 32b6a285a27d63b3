#include "crawler/readme_path.h"

#include <gtest/gtest.h>

namespace modelzoo::crawler {
namespace {

TEST(ReadmePath, PrefersMarkdownAndKnowsTheOtherSpellings) {
  using Tree = std::vector<TreeEntry>;
  EXPECT_EQ(find_readme(Tree{{"README.txt", "1", false}, {"Readme.md", "2", false}})->name,
            "Readme.md");
  EXPECT_EQ(find_readme(Tree{{"readme.rst", "1", false}})->name, "readme.rst");
  EXPECT_EQ(find_readme(Tree{{"README", "1", false}})->name, "README");
  EXPECT_EQ(find_readme(Tree{{"README.md", "1", true}, {"readme.py", "2", false}}), nullptr);
  EXPECT_TRUE(may_hold_readme_below(Tree{{"docs", "1", true}}));
  EXPECT_FALSE(may_hold_readme_below(Tree{{"docs", "1", false}, {"src", "2", true}}));
  EXPECT_EQ(find_manifests(Tree{{"setup.py", "1", false}, {"main.py", "2", false}}),
            std::vector<std::string>{"setup.py"});
}

}  // namespace
}  // namespace modelzoo::crawler
