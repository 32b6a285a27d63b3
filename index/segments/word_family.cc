#include "index/segments/word_family.h"

#include <algorithm>

namespace modelzoo::index {
namespace {

constexpr std::size_t kMaxKept = 20'000;    // stems: a few megabytes
constexpr std::size_t kShortestPrefix = 3;  // a scan of two letters would be one of thousands
constexpr std::size_t kLongestEnding = 10;  // "-izational": longer ones make other words

std::vector<std::uint32_t> scan(const TermDictionary& dictionary, StemLanguage language,
                                std::string_view wanted) {
  const std::size_t letter = language == StemLanguage::kRussian ? 2 : 1;
  const std::string_view prefix =
      wanted.size() > kShortestPrefix * letter ? wanted.substr(0, wanted.size() - letter) : wanted;
  std::vector<std::uint32_t> members;
  for (std::uint32_t i = dictionary.lower_bound(prefix); i < dictionary.size(); ++i) {
    const std::string_view term = dictionary.term(i);
    if (!term.starts_with(prefix)) break;
    if (term.size() > wanted.size() + kLongestEnding * letter) continue;
    if (stem(language, term) == wanted) members.push_back(i);
  }
  std::stable_sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) {
    return dictionary.entry(a).doc_freq > dictionary.entry(b).doc_freq;
  });
  if (members.size() > kMaxFamily) members.resize(kMaxFamily);
  return members;
}

}  // namespace

std::vector<std::uint32_t> WordFamilies::find(const TermDictionary& dictionary,
                                              StemLanguage language, std::string_view stem) const {
  std::string key(1, static_cast<char>('a' + static_cast<int>(language)));
  key += stem;
  {
    MutexLock lock(mutex_);
    const auto known = found_.find(key);
    if (known != found_.end()) return known->second;
  }
  std::vector<std::uint32_t> members = scan(dictionary, language, stem);
  MutexLock lock(mutex_);
  if (found_.size() >= kMaxKept) found_.clear();
  found_.emplace(std::move(key), members);
  return members;
}

}  // namespace modelzoo::index
