// synonyms.h - words and phrases that stand for each other: "gan" and "generative adversarial
// network"; "目标检测" and "object detection". Data in schemas/taxonomy.toml, [[synonyms]].
//
// Immutable after loading: thread-safe.
// Tested by: tests/unit/schemas/synonyms_test.cc
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace modelzoo {

class Synonyms {
 public:
  // A phrase as words: lower case, without hyphens.
  using Words = std::vector<std::string>;

  // Phrases that stand for each other. Hyphens and spaces part words.
  void add_group(std::span<const std::string> phrases);

  // A phrase of `texts`, words [begin, begin + count), and one that stands for it.
  struct Found {
    std::size_t begin = 0, count = 0;
    const Words* words = nullptr;
  };
  // Whatever stands for words of a query. A plural s at the end of a word is passed over, and a
  // phrase may be written as one word ("text-to-speech" is "texttospeech"). `texts`: folded.
  [[nodiscard]] std::vector<Found> find(std::span<const std::string_view> texts) const;

  [[nodiscard]] std::size_t group_count() const { return groups_.size(); }
  // Each group's phrases.
  [[nodiscard]] const std::vector<std::vector<Words>>& groups() const { return groups_; }

 private:
  struct Place {
    std::size_t group = 0, phrase = 0;
    Words words;  // without plurals; what must follow each other
  };
  std::vector<std::vector<Words>> groups_;
  std::unordered_multimap<std::string, Place> by_first_word_;
};

}  // namespace modelzoo
