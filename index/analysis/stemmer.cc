#include "index/analysis/stemmer.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace modelzoo::index {
namespace {

constexpr std::size_t kLanguages = 8;
constexpr std::array<const char*, kLanguages> kNames = {
    "english", "german", "french", "spanish", "portuguese", "italian", "dutch", "russian"};
constexpr std::size_t kShortest = 3;

// Words that few other languages have, folded (without accents).
constexpr std::array<std::string_view, kLanguages> kFunctionWords = {
    " the and of for with from to in is are by on an how what which using that this ",
    " der die das und fur mit von zur zum eine einen einer ist im auf nicht wie ",
    " le les des du pour avec dans une est sur et aux par comment ",
    " el los las del para con una y por como en la ",
    " os dos das para com uma em por como no na ",
    " il gli dei della delle per con una di nel come ",
    " het een voor met van op zijn naar hoe ",
    ""};

struct StemmerDeleter {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

sb_stemmer* stemmer_of_thread(StemLanguage language) {
  thread_local std::array<std::unique_ptr<sb_stemmer, StemmerDeleter>, kLanguages> stemmers;
  const auto index = static_cast<std::size_t>(language);
  if (!stemmers[index]) {
    stemmers[index].reset(sb_stemmer_new(kNames[index], "UTF_8"));
    if (!stemmers[index]) {  // part of every libstemmer
      std::fprintf(stderr, "modelzoo: libstemmer has no %s\n", kNames[index]);
      std::abort();
    }
  }
  return stemmers[index].get();
}

// Two bytes of UTF-8 that begin with D0 or D1: Cyrillic, with a few letters outside Russian.
bool cyrillic(std::string_view word) {
  for (std::size_t i = 0; i < word.size(); i += 2) {
    const auto lead = static_cast<unsigned char>(word[i]);
    if (i + 1 >= word.size() || (lead != 0xD0 && lead != 0xD1)) return false;
  }
  return !word.empty();
}

bool latin(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

StemLanguage stem_language(std::span<const std::string> words) {
  std::array<std::size_t, kLanguages> votes{};
  for (const std::string& word : words) {
    if (cyrillic(word)) return StemLanguage::kRussian;
    if (!latin(word)) continue;
    for (std::size_t language = 0; language < kLanguages; ++language) {
      votes[language] += kFunctionWords[language].find(" " + word + " ") != std::string_view::npos;
    }
  }
  // One such word may be a name ("die", "el"); a tie is English.
  constexpr std::size_t kEnough = 2;
  const auto most = std::max_element(votes.begin(), votes.end());
  if (*most < kEnough) return StemLanguage::kEnglish;
  return static_cast<StemLanguage>(most - votes.begin());
}

std::string stem(StemLanguage language, std::string_view word) {
  const bool stems = language == StemLanguage::kRussian
                         ? cyrillic(word) && word.size() >= 2 * kShortest
                         : latin(word) && word.size() >= kShortest;
  if (!stems) return std::string(word);
  sb_stemmer* const stemmer = stemmer_of_thread(language);
  const sb_symbol* const out = sb_stemmer_stem(
      stemmer, reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
  if (out == nullptr) return std::string(word);  // out of memory: unstemmed
  return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

}  // namespace modelzoo::index
