// compose_sample_main.cc - writes the bundled sample catalogue: each line of facts.ndjson with the
// README of readmes/<owner>__<name>.md beside it. Run by the build; the pages stay readable as
// pages.
//
//   compose-sample FACTS.ndjson README_FOLDER OUT.ndjson
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "schemas/record_reader.h"
#include "schemas/record_writer.h"

namespace {

// "owner/name" -> "owner__name.md"
std::string readme_file(const std::string& full_name) {
  std::string file = full_name;
  file.replace(file.find('/'), 1, "__");
  return file + ".md";
}

int compose(const std::string& facts_path, const std::string& folder, const std::string& out_path) {
  std::ifstream facts(facts_path);
  std::string out;
  modelzoo::RecordReader reader;
  std::size_t number = 0;
  for (std::string line; std::getline(facts, line);) {
    ++number;
    auto record = reader.read(line);
    if (!record) {
      std::cerr << facts_path << ':' << number << ": " << record.error().message << '\n';
      return 1;
    }
    const std::string path = folder + "/" + readme_file(record->full_name);
    std::ifstream readme(path, std::ios::binary);
    if (!readme) {
      std::cerr << "compose-sample: cannot read " << path << '\n';
      return 1;
    }
    std::ostringstream text;
    text << readme.rdbuf();
    record->readme = text.str();
    append_record_json(*record, out);
    out += '\n';
  }
  std::ofstream(out_path, std::ios::binary) << out;
  return number == 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: compose-sample FACTS.ndjson README_FOLDER OUT.ndjson\n";
    return 2;
  }
  return compose(argv[1], argv[2], argv[3]);
}
