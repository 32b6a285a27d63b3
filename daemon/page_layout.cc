#include "daemon/page_layout.h"

#include <cstdio>

#include "daemon/embedded_assets.h"
#include "daemon/json_response.h"
#include "daemon/problem.h"
#include "schemas/html_escape.h"

namespace modelzoo::daemon {
namespace {

// Names of assets carry a digest of their bytes: they may be cached for ever.
std::string asset_url(const char* name, std::string_view bytes) {
  return std::string("/assets/") + name + "?v=" + content_tag(bytes).substr(0, 8);
}

constexpr const char* kLogo =
    "<svg class=\"logo\" viewBox=\"0 0 32 32\" aria-hidden=\"true\"><rect width=\"32\" "
    "height=\"32\" rx=\"8\"/>"
    "<path d=\"M7 22V11l6 7 6-7v11\"/><circle cx=\"24\" cy=\"12\" r=\"2.4\"/><circle cx=\"24\" "
    "cy=\"21\" r=\"2.4\"/>"
    "<path d=\"M24 14.4v4.2\"/></svg>";

}  // namespace

std::string url_encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[(static_cast<unsigned char>(c) >> 4) & 15];
      out += kHex[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

std::string short_count(std::uint64_t count) {
  if (count < 1000) return std::to_string(count);
  char text[32];
  const double thousands = static_cast<double>(count) / 1000.0;
  std::snprintf(text, sizeof text, thousands < 100 ? "%.1fk" : "%.0fk", thousands);
  return text;
}

std::string_view date_part(std::string_view time) { return time.substr(0, 10); }

std::string search_box(std::string_view query, bool large) {
  return std::string("<form class=\"search") + (large ? " large" : "") +
         "\" action=\"/search\" role=\"search\"><label class=\"sr\" for=\"q\">Search models</label>"
         "<input id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\" maxlength=\"2000\" "
         "placeholder=\"Search "
         "models: image segmentation, CycleGAN, framework:pytorch …\" value=\"" +
         escaped(query) + "\"" + (large ? " autofocus" : "") + "><button>Search</button></form>";
}

HttpResponse page_response(const Page& page, const HttpRequest& request) {
  HttpResponse response;
  response.status = page.status;
  response.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
  response.headers.emplace_back(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' "
      "https: data:; "
      "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Referrer-Policy", "strict-origin-when-cross-origin");
  std::string& out = response.body;
  out = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
        escaped(page.title) +
        "</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<meta name=\"description\" content=\"" +
        escaped(page.description) +
        "\">"
        "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"" +
        asset_url("style.css", assets::style_css) + "\"><link rel=\"icon\" href=\"" +
        asset_url("logo.svg", assets::logo_svg) +
        "\" type=\"image/svg+xml\"><link rel=\"search\" "
        "type=\"application/opensearchdescription+xml\" "
        "title=\"modelzoo\" href=\"/opensearch.xml\"><script defer src=\"" +
        asset_url("suggest.js", assets::suggest_js) +
        "\"></script></head><body>"
        "<a class=\"skip\" href=\"#main\">Skip to content</a><header class=\"top\"><div "
        "class=\"wrap\">"
        "<a class=\"brand\" href=\"/\">" +
        kLogo + "<span>modelzoo</span></a>";
  if (!page.large_header) out += search_box(page.query, false);
  out +=
      "<nav aria-label=\"Site\"><a href=\"/search?sort=stars\">Browse</a><a "
      "href=\"/submit\">Submit</a>"
      "<a href=\"/docs\">API</a></nav></div></header><main id=\"main\" class=\"wrap\">" +
      page.main +
      "</main><footer><div class=\"wrap\"><p>modelzoo finds the repositories that people trust. "
      "Stars, READMEs "
      "and names are GitHub's and their authors'.</p><nav aria-label=\"More\"><a "
      "href=\"/about\">About</a>"
      "<a href=\"/docs\">API</a><a "
      "href=\"/openapi.json\">OpenAPI</a></nav></div></footer></body></html>";
  return with_etag(std::move(response), request,
                   page.status == 200 ? "public, max-age=30" : "no-store");
}

HttpResponse error_page(unsigned status, std::string_view message, const HttpRequest& request) {
  Page page;
  page.status = status;
  page.title = std::string(status_title(status)) + " - modelzoo";
  page.main = "<section class=\"empty\"><h1>" + std::string(status_title(status)) + "</h1><p>" +
              escaped(message) + "</p><p><a href=\"/\">To the front page</a></p></section>";
  return page_response(page, request);
}

HttpResponse not_found_page(const HttpRequest& request) {
  return error_page(404, "There is nothing at " + request.path + ".", request);
}

}  // namespace modelzoo::daemon
