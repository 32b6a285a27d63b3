// word_family.h - the words of a dictionary that share a stem.
//
// Found by a scan of the words that begin as the stem does: Snowball changes at most the last
// letter of what it keeps ("happy" -> "happi"), exceptions ("dying" -> "die") aside. A scan takes
// some tens of microseconds, so that what was found is kept, up to a bound.
//
// Thread-safe. The dictionary must outlive it.
// Tested by: tests/unit/index/segments/word_family_test.cc
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/analysis/stemmer.h"
#include "index/terms/term_dictionary.h"
#include "schemas/mutex.h"

namespace modelzoo::index {

// More are not taken, the most frequent first: what is left out are misspellings.
inline constexpr std::size_t kMaxFamily = 12;

class WordFamilies {
 public:
  // Ordinals, the most frequent first; empty when no word has this stem.
  [[nodiscard]] std::vector<std::uint32_t> find(const TermDictionary& dictionary,
                                                StemLanguage language, std::string_view stem) const;

 private:
  mutable Mutex mutex_;
  mutable std::unordered_map<std::string, std::vector<std::uint32_t>> found_
      MODELZOO_GUARDED_BY(mutex_);
};

}  // namespace modelzoo::index
