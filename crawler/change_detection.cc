#include "crawler/change_detection.h"

#include <string_view>

#include "schemas/rfc3339.h"
#include "schemas/utf8.h"

namespace modelzoo::crawler {
namespace {

class Fnv1a {
 public:
  void add(std::string_view text) {
    for (const char c : text) step(static_cast<unsigned char>(c));
    step(0xff);  // no byte of UTF-8: keeps "ab","c" and "a","bc" apart
  }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  void step(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ull; }
  std::uint64_t hash_ = 0xcbf29ce484222325ull;
};

}  // namespace

std::uint64_t facts_digest(const Record& record) {
  Fnv1a hash;
  hash.add(record.full_name);
  for (const auto* text : {&record.description, &record.homepage, &record.license, &record.language,
                           &record.default_branch, &record.created_at})
    hash.add(*text ? std::string_view(**text) : std::string_view());
  hash.add(record.fork.value_or(false) ? "fork" : "");
  if (record.topics)
    for (const std::string& topic : *record.topics) hash.add(topic);
  return hash.value();
}

bool is_changed(const RepositoryState& known, const RepositoryFacts& facts,
                const std::string& readme_oid) {
  if (!known.stored || known.name != facts.record.full_name) return true;
  if (known.github_id != facts.record.github_id.value_or(0)) return true;
  return known.readme_oid != readme_oid || known.facts_digest != facts_digest(facts.record);
}

NumbersChange numbers_of(const Record& record, UnixSeconds today) {
  NumbersChange change;
  change.full_name = record.full_name;
  change.stars = record.stars;
  change.forks = record.forks;
  change.open_issues = record.open_issues;
  change.pushed_at = record.pushed_at;
  change.updated_at = record.updated_at;
  change.archived = record.archived;
  if (record.stars) change.star_count = StarCount{format_date(today), *record.stars};
  return change;
}

BoundedText bounded_text(std::string text, std::size_t max_bytes) {
  BoundedText bounded;
  // Cut first: repairing makes a text longer, never shorter per character.
  if (text.size() > max_bytes) {
    bounded.cut = true;
    text.resize(max_bytes);
    // A character that the cut split is dropped, not repaired.
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
      const auto byte = static_cast<unsigned char>(text[text.size() - back]);
      if ((byte & 0xC0) == 0x80) continue;
      if (byte >= 0xC0 &&
          utf8_sequence_length(std::string_view(text).substr(text.size() - back)) == 0)
        text.resize(text.size() - back);
      break;
    }
  }
  if (!is_valid_utf8(text)) {
    bounded.repaired = true;
    text = repaired_utf8(text);
    if (text.size() > max_bytes) {
      bounded.cut = true;
      text.resize(utf8_prefix(text, max_bytes).size());
    }
  }
  bounded.text = std::move(text);
  return bounded;
}

}  // namespace modelzoo::crawler
