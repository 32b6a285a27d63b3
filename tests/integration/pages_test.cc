// Our pages (README.md and the others of the tree) name files and commands; a page that names one
// which is not there is a page that rots.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace modelzoo {
namespace {

namespace fs = std::filesystem;
using modelzoo::testing::run_program;

const fs::path kRoot = MODELZOO_SOURCE_DIR;
constexpr const char* kFolders[] = {"crawler", "daemon", "index", "query",
                                    "schemas", "tests",  "tools"};

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The tree's files with one of these extensions, of our folders and the top.
std::vector<fs::path> files(const std::set<std::string>& extensions) {
  std::vector<fs::path> out;
  for (const char* folder : kFolders) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      const std::string path = entry.path().string();
      if (path.find("/node_modules/") != path.npos || path.find("/readmes/") != path.npos ||
          path.find("/seeds/") != path.npos)
        continue;
      if (entry.is_regular_file() && extensions.contains(entry.path().extension()))
        out.push_back(entry.path());
    }
  }
  if (extensions.contains(".md")) out.push_back(kRoot / "README.md");
  return out;
}

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it)
    out.push_back((*it)[1]);
  return out;
}

// `name.h`, `folder/name.h` or `../folder/name.h`, in a page of `folder`: from there, from the top,
// or anywhere below the page's folder.
bool is_there(const std::string& name, const fs::path& folder) {
  if (fs::exists(folder / name) || fs::exists(kRoot / name)) return true;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().string().ends_with("/" + name)) return true;
  }
  return false;
}

TEST(Pages, NameFilesThatExist) {
  const std::regex named(
      R"(`((?:\.\./)*[a-z_0-9][A-Za-z_0-9/.-]*\.(?:h|cc|md|toml|json|py|service|mjs)))");
  for (const fs::path& page : files({".md"})) {
    for (const std::string& name : matches(text_of(page), named)) {
      EXPECT_TRUE(is_there(name, page.parent_path())) << page << " names " << name;
    }
  }
}

TEST(Pages, NameCommandsThatExist) {
  const std::regex commands(R"((?:^|[`\n ])(modelzoo(?:-bench)? [a-z]+)\b)");
  std::set<std::string> programs;  // modelzoo-bench is not built everywhere
  std::set<std::string> known;
  for (const std::string program : {"modelzoo", "modelzoo-bench"}) {
    if (!fs::exists(fs::path(MODELZOO_BIN_DIR) / program)) continue;
    programs.insert(program);
    const std::string help = run_program({MODELZOO_BIN_DIR "/" + program, "--help"}).out;
    for (const std::string& word : matches(help, std::regex(R"(\n  ([a-z]+)  )")))
      known.insert(program + " " + word);
  }
  ASSERT_TRUE(known.contains("modelzoo import"));
  for (const fs::path& page : files({".md"})) {
    const std::string text = text_of(page);
    // Of what stands in code only: prose says "modelzoo is", too.
    std::string code;
    for (const std::string& span : matches(text, std::regex(R"(`([^`\n]+)`)"))) code += span + "\n";
    for (const std::string& line : matches(text, std::regex(R"(\n {4}([^\n]+))")))
      code += line + "\n";
    for (const std::string& command : matches("\n" + code, commands)) {
      const bool built = programs.contains(command.substr(0, command.find(' ')));
      EXPECT_TRUE(!built || known.contains(command)) << page << " names " << command;
    }
  }
}

TEST(Sources, NameFilesThatExist) {
  const std::regex named(
      R"(((?:crawler|daemon|index|query|schemas|tests|tools)/[A-Za-z_0-9/.-]+\.(?:h|cc|md|toml|json|mjs))\b)");
  for (const fs::path& source : files({".h", ".cc"})) {
    for (const std::string& name : matches(text_of(source), named)) {
      // Made by modelzoo_embed().
      const bool generated = name == "daemon/embedded_assets.h" || name == "schemas/documents.h";
      EXPECT_TRUE(generated || fs::exists(kRoot / name)) << source << " names " << name;
    }
  }
}

}  // namespace
}  // namespace modelzoo
