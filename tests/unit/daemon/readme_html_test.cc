#include "daemon/readme_html.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "tests/support/html_checker.h"

namespace modelzoo::daemon {
namespace {

using modelzoo::testing::first_unsafe;

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
  EXPECT_NE(html("[x](HtTps://x.org/A)").find("\"https://x.org/A\""), std::string::npos);
  EXPECT_NE(html("<a href=\" ma\tilTo:A@b.c\">x</a>").find("\"mailto:A@b.c\""), std::string::npos);
  EXPECT_NE(html("[up](#usage)").find("href=\"#user-content-usage\""), std::string::npos);
  EXPECT_NE(html("[abs](https://x.org/a?b=1&c=2)").find("https://x.org/a?b=1&amp;c=2"),
            std::string::npos);
  for (const char* torn : {"[x](https:/x.org)", "[x](http:x.org)", "<a href='https:/ /x'>x</a>"}) {
    EXPECT_EQ(html(torn).find("href"), std::string::npos) << torn << ": " << html(torn);
  }
}

struct Attack {
  const char* name;
  const char* source;
};
class ReadmeHtmlLetsThrough : public ::testing::TestWithParam<Attack> {};

TEST_P(ReadmeHtmlLetsThrough, NoScript) {
  const std::string page = folded_name(html(GetParam().source));
  for (const char* sign : {"<script", "=\"javascript:", "=\"vbscript:", "=\"data:", "<iframe",
                           "<object", "<embed", "<form", "<svg", "<math", "<style", "<link",
                           "<meta", "<base", "<input", "<button", "<template", "<noscript"}) {
    EXPECT_EQ(page.find(sign), std::string::npos) << sign << " in " << page;
  }
  for (const char* path : {"README.md", "README.html"})
    EXPECT_EQ(first_unsafe(html(GetParam().source, path)), "") << path;
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
        Attack{"NamedTab", "<a href=\"java&Tab;script&colon;alert(1)\">x</a>"},
        Attack{"NamedNewline", "<a href=\"java&NewLine;script:alert(1)\">x</a>"},
        Attack{"LongEntity", "<a href=\"&#x000006a;avascript:alert(1)\">x</a>"},
        Attack{"EntityWithoutEnd", "<a href=\"&#106avascript:alert(1)\">x</a>"},
        Attack{"Percent", "<a href=\"javascript%3Aalert(1)\">x</a>"},
        Attack{"SoftHyphen", "<a href=\"java\xc2\xadscript:alert(1)\">x</a>"},
        Attack{"NoBreakSpace", "<a href=\"\xc2\xa0javascript:alert(1)\">x</a>"},
        Attack{"WideLetters", "<a href=\"\xef\xbd\x8a\xef\xbd\x81vascript:alert(1)\">x</a>"},
        Attack{"ByteOrderMark", "<a href=\"\xef\xbb\xbfjavascript:alert(1)\">x</a>"},
        Attack{"InvalidBytes",
               "<a href=\"java\xff\xfescript:alert(1)\">\xc0\xbcscript\xc0\xbe</a>"},
        Attack{"Blob", "[x](blob:https://x/y) [y](filesystem:x) [z](view-source:javascript:1)"},
        Attack{"DataSvg", "<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+\">"},
        Attack{"DataCase", "<a href=\"DaTa:text/html,<script>alert(1)</script>\">x</a>"},
        Attack{"DataEntity", "<a href=\"dat&#97;:text/html,x\">x</a>"},
        Attack{"ImageInSvg",
               "<svg><image href=x onerror=alert(1)><a xlink:href=\"javascript:1\">x"},
        Attack{"SvgAnimate", "<svg><a><animate attributeName=href values=javascript:alert(1) />"},
        Attack{"SvgForeign", "<svg><foreignObject><iframe srcdoc=x></foreignObject></svg>"},
        Attack{"SvgStyle", "<svg><style><img src=x onerror=alert(1)></style></svg>"},
        Attack{"MathHref", "<math href=\"javascript:alert(1)\">x</math>"},
        Attack{"MathNested",
               "<form><math><mtext></form><form><mglyph><style></math><img src=x "
               "onerror=alert(1)>"},
        Attack{"Title", "<title><img src=x onerror=alert(1)></title>"},
        Attack{"Textarea", "<textarea></textarea><img src=x onerror=alert(1)>"},
        Attack{"Xmp", "<xmp><script>alert(1)</script></xmp>"},
        Attack{"Noframes", "<noframes><script>alert(1)</script></noframes>"},
        Attack{"Plaintext", "<plaintext><script>alert(1)"},
        Attack{"Select", "<select><option><style></option></select><img src=x onerror=alert(1)>"},
        Attack{"Frameset", "<frameset onload=alert(1)><frame src=javascript:alert(1)>"},
        Attack{"Body", "<body onload=alert(1) background=javascript:alert(1)>"},
        Attack{"Html", "<html onmouseover=alert(1) manifest=x>"},
        Attack{"Video", "<video src=x onerror=alert(1)><source onerror=alert(1)></video>"},
        Attack{"Audio", "<audio autoplay onplay=alert(1) src=x></audio>"},
        Attack{"Marquee", "<marquee onstart=alert(1)>x</marquee>"},
        Attack{"DetailsToggle", "<details open ontoggle=alert(1)><summary>x</summary></details>"},
        Attack{"Portal", "<portal src=javascript:alert(1)></portal>"},
        Attack{"Applet", "<applet code=x></applet><bgsound src=javascript:alert(1)>"},
        Attack{"Link2", "<link rel=stylesheet href=//evil/x.css><link rel=import href=x>"},
        Attack{"MetaCharset", "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-"},
        Attack{"BaseInLink", "<base href=javascript:/a/> <a href=\"/%2e%2e/alert(1)\">x</a>"},
        Attack{"Isindex", "<isindex action=javascript:alert(1) type=image>"},
        Attack{"ButtonForm", "<button formaction=javascript:alert(1)>x</button>"},
        Attack{"InputImage", "<input type=image src=x onerror=alert(1)>"},
        Attack{"Keygen", "<keygen autofocus onfocus=alert(1)>"},
        Attack{"Slot", "<x-y onclick=alert(1)>a</x-y><slot onslotchange=alert(1)>"},
        Attack{"StyleTagMangled", "<style/><img src=\"</style><img src=x onerror=alert(1)//\">"},
        Attack{"Import", "<style>@import 'javascript:alert(1)';</style>"},
        Attack{"Expression", "<div style=\"width:expression(alert(1))\">x</div>"},
        Attack{"HandlerNewline", "<img src=x\nonerror\n=\nalert(1)>"},
        Attack{"HandlerNoSpace", "<img src=\"x\"onerror=\"alert(1)\">"},
        Attack{"HandlerCase", "<IMG SRC=x OnErRoR=alert(1)>"},
        Attack{"HandlerBackquote", "<img src=`x` onerror=`alert(1)`>"},
        Attack{"QuoteInAlt", "![\"onerror=alert(1) x=\"](x)"},
        Attack{"QuoteInTitle", "[x](y 'a\"onmouseover=\"alert(1)')"},
        Attack{"QuoteInUrl", "[x](<https://x/\"onmouseover=\"alert(1)>)"},
        Attack{"QuoteInHeading", "# \"onmouseover=\"alert(1)\" <b>x"},
        Attack{"HeadingInHeading", "<h1 id=x><h2 name=y onclick=z>a</h1>b</h2>"},
        Attack{"CodeFence", "```\"onmouseover=alert(1)\n<script>alert(1)</script>\n```"},
        Attack{"UnclosedTag", "<img src=x onerror=alert(1)//"},
        Attack{"UnclosedQuote", "<a href=\"x\" title=\"><script>alert(1)</script>"},
        Attack{"UnclosedComment", "<!-- <script>alert(1)</script>"},
        Attack{"ConditionalComment", "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->"},
        Attack{"CommentBang", "<!--x--!><img src=x onerror=alert(1)>"},
        Attack{"ProcessingInstruction", "<?xml-stylesheet href=\"javascript:alert(1)\"?><?php ?>"},
        Attack{"Doctype", "<!DOCTYPE x [<!ENTITY y \"<script>alert(1)</script>\">]>&y;"},
        Attack{"ClosingScript", "</script><script>alert(1)</script>"},
        Attack{"ScriptInScript", "<script><!--<script>alert(1)</script>--></script>"},
        Attack{"ScriptSlash", "<script/x>alert(1)</script/x>"},
        Attack{"ScriptInTable", "<table><script>alert(1)</script><tr><td onclick=x>y</table>"},
        Attack{"Namespace", "<xml:script>alert(1)</xml:script><svg:script>alert(1)</svg:script>"},
        Attack{"Srcset", "<img srcset=\"javascript:alert(1) 1x\"><source srcset=\"data:x\">"},
        Attack{"Ping", "<a ping=https://evil href=https://x target=x download>y</a>"},
        Attack{"Backslashes", "<a href=\"\\\\evil/x\">x</a><a href=\"/\\evil\">y</a>"},
        Attack{"ReferenceCase", "[x][R]\n\n[r]: <JAVASCRIPT&colon;alert(1)>"},
        Attack{"AutolinkData", "<data:text/html,x> <vbscript:x> <x-javascript:y>"},
        Attack{"Footnote", "x[^a]\n\n[^a]: <img src=x onerror=alert(1)>"},
        Attack{"FootnoteName", "x[^\"onclick=1]\n\n[^\"onclick=1]: y"},
        Attack{"ManyEnds", "</div></main></body></html><img src=x onerror=alert(1)>"},
        Attack{"Nul", "<scr\\0ipt>alert(1)</scr\\0ipt>"}),
    [](const auto& given) { return given.param.name; });

// An attribute's value cannot end its quotes.
TEST(ReadmeHtml, KeepsAttributesInTheirQuotes) {
  const std::string page = html("<a name='x' href='https://a\"b'>t</a>");
  EXPECT_EQ(page.find("<script"), std::string::npos) << page;
  EXPECT_NE(page.find("&quot;"), std::string::npos) << page;
}

// What a README closes is its own.
TEST(ReadmeHtml, ClosesOnlyWhatItHasOpened) {
  EXPECT_EQ(html("</div></section></p>x", "a.html").find("</div>"), std::string::npos);
  const std::string open = html("<div><b><table><tr><td>x", "a.html");
  EXPECT_EQ(first_unsafe(open), "") << open;
  std::string nested;
  for (int i = 0; i < 3'000; ++i) nested += "<div>";
  EXPECT_EQ(first_unsafe(html(nested + "x", "a.html")), "");
}

TEST(ReadmeHtml, IsSafeForRandomMixturesOfMarkup) {
  static constexpr std::array<const char*, 56> kPieces = {"<",
                                                          ">",
                                                          "</",
                                                          "/>",
                                                          "\"",
                                                          "'",
                                                          "=",
                                                          "&",
                                                          ";",
                                                          " ",
                                                          "\n",
                                                          "\t",
                                                          "`",
                                                          "[",
                                                          "](",
                                                          ")",
                                                          "!",
                                                          "#",
                                                          "\x01",
                                                          "<!--",
                                                          "-->",
                                                          "<![CDATA[",
                                                          "]]>",
                                                          "<script",
                                                          "</script>",
                                                          "<style",
                                                          "</style>",
                                                          "<svg",
                                                          "<a href=",
                                                          "<img src=",
                                                          "javascript:",
                                                          "&#106;",
                                                          "&colon;",
                                                          "&Tab;",
                                                          "data:",
                                                          "onerror=",
                                                          " onclick=x",
                                                          "<h1>",
                                                          "</h1>",
                                                          "<h2 id=y>",
                                                          "<table>",
                                                          "<td>",
                                                          "</table>",
                                                          "<div",
                                                          "</div>",
                                                          "<p",
                                                          "<details open",
                                                          "https://x",
                                                          "mailto:a@b",
                                                          "#u",
                                                          "| a |\n| - |\n",
                                                          "```",
                                                          "\xff",
                                                          "\xe2\x80\xa8",
                                                          "<textarea>",
                                                          "<math>"};
  std::mt19937 random(20261125);
  for (int round = 0; round < 4'000; ++round) {
    std::string source;
    for (std::size_t n = 1 + random() % 30; n > 0; --n)
      source += kPieces[random() % kPieces.size()];
    for (const char* path : {"README.md", "README.html", "README.rst"})
      ASSERT_EQ(first_unsafe(html(source, path)), "") << path << ": " << source;
  }
}

TEST(ReadmeHtml, TakesLinearTimeOnHostileInput) {
  std::string nested;
  for (int i = 0; i < 20'000; ++i) nested += "<div><b>";
  EXPECT_NO_FATAL_FAILURE((void)html(nested));
  EXPECT_NO_FATAL_FAILURE((void)html(std::string(100'000, '[')));
  EXPECT_NO_FATAL_FAILURE((void)html(std::string(100'000, '*')));
  for (const char* piece :
       {":a", "`", "|a", "*a", "a_", "* ", ".. x::\n ", "+-+\n", "== =\n", "::\n\n "}) {
    std::string source;
    while (source.size() < 200'000) source += piece;
    EXPECT_NO_FATAL_FAILURE((void)html(source, "README.rst")) << piece;
  }
}

TEST(ReadmeHtml, ShowsRestructuredTextAsAPage) {
  const std::string page = html(
      "Title\n=====\n\n.. raw:: html\n\n   <b onclick=\"x()\">bold</b><script>bad()</script>\n\n"
      "See `docs <docs/a.rst>`_ and `bad <javascript:x()>`_.\n\n.. code-block:: python\n\n   x = "
      "1\n",
      "README.rst");
  EXPECT_THAT(page, ::testing::HasSubstr("Title</h1>"));
  EXPECT_THAT(page, ::testing::HasSubstr("<b>bold</b>"));
  EXPECT_THAT(page, ::testing::HasSubstr(">docs</a>"));
  EXPECT_THAT(page, ::testing::HasSubstr("x = 1\n</code></pre>"));
  EXPECT_EQ(first_unsafe(page), "");
}

TEST(ReadmeHtml, ShowsPlainTextAsItIs) {
  EXPECT_EQ(html("a <b>\n", "README.txt"), "<pre>a &lt;b&gt;\n</pre>");
}

}  // namespace
}  // namespace modelzoo::daemon
