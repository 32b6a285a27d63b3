// Whatever a README holds, in Markdown and in HTML, its page is harmless by a second opinion.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "daemon/readme_html.h"
#include "tests/support/html_checker.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modelzoo::Record record;
  record.full_name = "o/n";
  record.readme = std::string(reinterpret_cast<const char*>(data), size);
  for (const char* path : {"README.md", "README.html", "README.rst"}) {
    record.readme_path = path;
    const std::string page =
        modelzoo::daemon::readme_html(record, "https://github.com", "https://raw.example.org");
    const std::string unsafe = modelzoo::testing::first_unsafe(page);
    if (unsafe.empty()) continue;
    std::fprintf(stderr, "%s: %s\n", path, unsafe.c_str());
    std::abort();
  }
  return 0;
}
