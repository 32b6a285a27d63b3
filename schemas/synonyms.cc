#include "schemas/synonyms.h"

#include <algorithm>

namespace modelzoo {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

Synonyms::Words words_of(std::string_view phrase) {
  Synonyms::Words words;
  std::string word;
  for (const char c : phrase) {
    if (c != ' ' && c != '-') {
      word += lower(c);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

// "networks" as "network"; "aws" and "less" stay.
std::string_view singular(std::string_view word) {
  constexpr std::size_t kShortest = 4;
  const bool plural =
      word.size() >= kShortest && word.back() == 's' && word[word.size() - 2] != 's';
  return plural ? word.substr(0, word.size() - 1) : word;
}

}  // namespace

void Synonyms::add_group(std::span<const std::string> phrases) {
  std::vector<Words> group;
  for (const std::string& phrase : phrases) {
    Words words = words_of(phrase);
    if (words.empty()) continue;
    Place place{groups_.size(), group.size(), {}};
    std::string joined;
    for (const std::string& word : words) {
      joined += word;
      place.words.emplace_back(singular(word));
    }
    by_first_word_.emplace(place.words.front(), place);
    if (words.size() > 1) {
      place.words = {std::string(singular(joined))};
      by_first_word_.emplace(place.words.front(), place);
    }
    group.push_back(std::move(words));
  }
  groups_.push_back(std::move(group));
}

std::vector<Synonyms::Found> Synonyms::find(std::span<const std::string_view> texts) const {
  std::vector<Found> found;
  for (std::size_t begin = 0; begin < texts.size(); ++begin) {
    const auto [first, last] = by_first_word_.equal_range(std::string(singular(texts[begin])));
    for (auto at = first; at != last; ++at) {
      const Words& words = at->second.words;
      const bool there = begin + words.size() <= texts.size() &&
                         std::equal(words.begin(), words.end(), texts.subspan(begin).begin(),
                                    [](const std::string& word, std::string_view text) {
                                      return word == singular(text);
                                    });
      if (!there) continue;
      const std::vector<Words>& group = groups_[at->second.group];
      for (std::size_t phrase = 0; phrase < group.size(); ++phrase) {
        if (phrase != at->second.phrase) found.push_back({begin, words.size(), &group[phrase]});
      }
    }
  }
  return found;
}

}  // namespace modelzoo
