#include "index/analysis/rst_markdown.h"

#include <gtest/gtest.h>

#include <string>

namespace modelzoo::index {
namespace {

struct Case {
  const char* name;
  const char* rst;
  const char* markdown;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

// Without blank lines at either end.
std::string trimmed(std::string text) {
  text.erase(0, std::min(text.find_first_not_of('\n'), text.size()));
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

class RstMarkdown : public ::testing::TestWithParam<Case> {};

TEST_P(RstMarkdown, Is) {
  EXPECT_EQ(trimmed(markdown_of_rst(GetParam().rst)), GetParam().markdown);
}

INSTANTIATE_TEST_SUITE_P(
    Of, RstMarkdown,
    ::testing::Values(
        Case{"Titles", "====\nTop\n====\n\nPart\n----\n\nSmall\n~~~~~\n\nNext\n----\n",
             "# Top\n\n## Part\n\n### Small\n\n## Next"},
        Case{"Paragraphs", "one\ntwo\n\nthree # < [x]", "one\ntwo\n\nthree \\# \\< \\[x\\]"},
        Case{"Emphasis", "a *b* **c** d*e 2 * 3", "a *b* **c** d\\*e 2 \\* 3"},
        Case{"Escapes", "re\\ *structured*\\ Text \\*x\\", "re*structured*Text \\*x"},
        Case{"CodeSpans", "run ``pip install x`` and ``a`b``", "run `pip install x` and `` a`b ``"},
        Case{"Links",
             "`The Docs <https://d.org/a>`_, Keras_ and `two words`_.\n\n"
             ".. _Keras: https://keras.io\n.. _two words: https://two.org",
             "[The Docs](https://d.org/a), [Keras](https://keras.io) and [two "
             "words](https://two.org)."},
        Case{"AnonymousLinks", "`a`__ `b`__\n\n.. __: https://a.org\n__ https://b.org",
             "[a](https://a.org) [b](https://b.org)"},
        Case{"UnknownTargets", "`nowhere`_ and snake_case_ stay",
             "nowhere and snake\\_case\\_ stay"},
        Case{"Roles", ":class:`keras.Model` :ref:`text <place>` :doc:`a`", "`keras.Model` text a"},
        Case{"Footnotes", "said [1]_\n\n.. [1] by whom", "said \\[1\\]\n\n\\[1\\] by whom"},
        Case{"Substitutions",
             "|logo| |version|\n\n.. |logo| image:: l.png\n   :alt: Logo\n"
             ".. |version| replace:: 1.0",
             "![Logo](l.png) 1.0"},
        Case{"Images",
             ".. image:: https://x.org/a.png\n   :alt: A\n   :target: https://x.org\n   :width: 10",
             "[![A](https://x.org/a.png)](https://x.org)"},
        Case{"Figures", ".. figure:: a.png\n\n   What it shows.", "![](a.png)\n\nWhat it shows."},
        Case{"CodeBlocks", ".. code-block:: python\n   :linenos:\n\n   if x:\n       y()\n\nafter",
             "```python\nif x:\n    y()\n```\n\nafter"},
        Case{"LiteralBlocks", "Run::\n\n    $ make\n\nDone.", "Run:\n\n```\n$ make\n```\n\nDone."},
        Case{"FencesInCode", "::\n\n  ```\n  x", "````\n```\nx\n````"},
        Case{"Doctests", ">>> 1 + 1\n2", "```python\n>>> 1 + 1\n2\n```"},
        Case{"Admonitions", ".. warning:: Old.\n\n   Use *that*.",
             "> **Warning**\n> \n> Old.\n> \n> Use *that*."},
        Case{"RawHtml", ".. raw:: html\n\n   <p>\n\n   <b>x</b></p>\n\n.. raw:: latex\n\n   \\x",
             "<p>\n<b>x</b></p>"},
        Case{"Lists", "* one\n  more\n* two\n\n  - deep\n\n#. first\n#. second",
             "- one\n  more\n- two\n  \n  - deep\n\n1. first\n1. second"},
        Case{"CommentsAndContents",
             ".. a comment\n   of two lines\n\n.. contents::\n   :depth: 2\n\ntext", "text"},
        Case{"Fields", ":Author: Somebody", "**Author:** Somebody"},
        Case{"GridTables",
             "+----+----+\n| a  | b  |\n+====+====+\n| 1  | 2  |\n|    | 3  |\n+----+----+",
             "| a | b |\n| --- | --- |\n| 1 | 2 3 |"},
        Case{"SimpleTables", "==== ====\na    b\n==== ====\n1    2 3\n==== ====\n\nx",
             "| a | b |\n| --- | --- |\n| 1 | 2 3 |\n\nx"},
        Case{"Rules", "a\n\n-----\n\nb", "a\n\n---\n\nb"},
        Case{"UnknownDirectives", ".. grid:: 2\n   :gutter: 1\n\n   inside", "inside"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(RstMarkdownOf, HostileNestingEnds) {
  std::string deep;
  for (int i = 0; i < 300; ++i)
    deep += std::string(static_cast<std::size_t>(i), ' ') + ".. note:: x\n\n";
  EXPECT_LT(markdown_of_rst(deep).size(), 10'000U);
  std::string items;
  for (int i = 0; i < 300; ++i)
    items += std::string(static_cast<std::size_t>(2 * i), ' ') + "* x\n\n";
  EXPECT_LT(markdown_of_rst(items).size(), 10'000U);
}

}  // namespace
}  // namespace modelzoo::index
