#include "daemon/readme_html.h"

#include <gtest/gtest.h>

namespace modelzoo::daemon {
namespace {

std::string html(const std::string& markdown, const std::string& path = "README.md") {
  Record record;
  record.full_name = "o/n";
  record.readme = markdown;
  record.readme_path = path;
  record.default_branch = "main";
  return readme_html(record, "https://github.com", "https://raw.githubusercontent.com");
}

TEST(ReadmeHtml, ShowsMarkdownAsPeopleWriteIt) {
  const std::string page =
      html("# Title\n\n| a | b |\n| - | - |\n| 1 | **2** |\n\n```py\nx < 1\n```\n~~no~~\n");
  EXPECT_NE(page.find("<h1 id=\"user-content-title\">Title</h1>"), std::string::npos) << page;
  EXPECT_NE(page.find("<td><strong>2</strong></td>"), std::string::npos) << page;
  EXPECT_NE(page.find("x &lt; 1"), std::string::npos) << page;
  EXPECT_NE(page.find("<del>no</del>"), std::string::npos) << page;
}

TEST(ReadmeHtml, PointsRelativeLinksToGitHub) {
  EXPECT_NE(html("[doc](docs/a.md)").find("href=\"https://github.com/o/n/blob/main/docs/a.md\""),
            std::string::npos);
  EXPECT_NE(html("![x](./img/a.png)")
                .find("src=\"https://raw.githubusercontent.com/o/n/main/img/a.png\""),
            std::string::npos);
  EXPECT_NE(html("![x](a.png)", "docs/README.md").find("/main/docs/a.png"), std::string::npos);
  EXPECT_NE(html("[up](#usage)").find("href=\"#user-content-usage\""), std::string::npos);
  EXPECT_NE(html("[abs](https://x.org/a?b=1&c=2)").find("https://x.org/a?b=1&amp;c=2"),
            std::string::npos);
}

struct Attack {
  const char* name;
  const char* source;
};
class ReadmeHtmlLetsThrough : public ::testing::TestWithParam<Attack> {};

TEST_P(ReadmeHtmlLetsThrough, NoScript) {
  const std::string page = folded_name(html(GetParam().source));
  for (const char* sign :
       {"<script", "=\"javascript:", "=\"vbscript:", "=\"data:",  "<iframe",   "<object",
        "<embed",  "<form",          "<svg",         "<math",     "<style",    "<link",
        "<meta",   "<base",          " onerror=",    " onload=",  " onclick=", " style=",
        "srcdoc",  "<input",         "<button",      "<template", "<noscript"}) {
    EXPECT_EQ(page.find(sign), std::string::npos) << sign << " in " << page;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, ReadmeHtmlLetsThrough,
    ::testing::Values(
        Attack{"Script", "<script>alert(1)</script>"},
        Attack{"ScriptInDiv", "<div><ScRiPt src=//x></sCrIpT></div>"},
        Attack{"Unclosed", "<script>alert(1)"}, Attack{"Handler", "<img src=x onerror=alert(1)>"},
        Attack{"HandlerSlash", "<img/src=x/onerror=alert(1)>"},
        Attack{"Link", "[x](javascript:alert(1))"},
        Attack{"LinkCase", "<a href=\"JaVaScRiPt:alert(1)\">x</a>"},
        Attack{"LinkTab", "<a href=\"java\tscript:alert(1)\">x</a>"},
        Attack{"LinkNewline", "<a href=\"java\nscript:alert(1)\">x</a>"},
        Attack{"LinkEntity", "<a href=\"&#106;avascript&colon;alert(1)\">x</a>"},
        Attack{"LinkEntityTab", "<a href=\"jav&#x09;ascript:alert(1)\">x</a>"},
        Attack{"LinkControl", "<a href=\"\x01javascript:alert(1)\">x</a>"},
        Attack{"Vbscript", "[x](vbscript:msgbox)"},
        Attack{"Data", "<img src=\"data:text/html,<script>\">"},
        Attack{"DataLink", "[x](data:text/html;base64,PHNjcmlwdD4=)"},
        Attack{"Iframe", "<iframe src=https://x></iframe>"}, Attack{"Svg", "<svg onload=alert(1)>"},
        Attack{"SvgScript", "<svg><script>alert(1)</script></svg>"},
        Attack{"Math", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>"},
        Attack{"Style", "<style>*{background:url(javascript:alert(1))}</style>"},
        Attack{"StyleAttribute", "<p style=\"background:url(javascript:alert(1))\">x</p>"},
        Attack{"Form", "<form action=https://x><input name=a><button>b</button></form>"},
        Attack{"Meta", "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">"},
        Attack{"Base", "<base href=https://evil/>"},
        Attack{"Object", "<object data=x></object><embed src=x>"},
        Attack{"Template", "<template><img src=x onerror=alert(1)></template>"},
        Attack{"Noscript", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">"},
        Attack{"Comment", "<!--><img src=x onerror=alert(1)>-->"},
        Attack{"Cdata", "<![CDATA[<img src=x onerror=alert(1)>]]>"},
        Attack{"Nested", "<<script>script>alert(1)<</script>/script>"},
        Attack{"Autolink", "<javascript:alert(1)>"},
        Attack{"Reference", "[x][r]\n\n[r]: javascript:alert(1)"},
        Attack{"Nul", "<scr\\0ipt>alert(1)</scr\\0ipt>"}),
    [](const auto& given) { return given.param.name; });

// An attribute's value cannot end its quotes.
TEST(ReadmeHtml, KeepsAttributesInTheirQuotes) {
  const std::string page = html("<a name='x' href='https://a\"b'>t</a>");
  EXPECT_EQ(page.find("<script"), std::string::npos) << page;
  EXPECT_NE(page.find("&quot;"), std::string::npos) << page;
}

TEST(ReadmeHtml, TakesLinearTimeOnHostileInput) {
  std::string nested;
  for (int i = 0; i < 20'000; ++i) nested += "<div><b>";
  EXPECT_NO_FATAL_FAILURE((void)html(nested));
  EXPECT_NO_FATAL_FAILURE((void)html(std::string(100'000, '[')));
  EXPECT_NO_FATAL_FAILURE((void)html(std::string(100'000, '*')));
}

TEST(ReadmeHtml, ShowsPlainTextAsItIs) {
  EXPECT_EQ(html("a <b>\n", "README.rst"), "<pre>a &lt;b&gt;\n</pre>");
}

}  // namespace
}  // namespace modelzoo::daemon
