#include "query/planning/spelling_repair.h"

#include <algorithm>

#include "index/analysis/tokenizer.h"
#include "index/terms/spelling_trie.h"

namespace modelzoo::query {
namespace {

// As many candidates as are worth their lists; what stands beside them in a document decides.
constexpr std::size_t kMaxCandidates = 12;
// A word in fewer documents than one in this many is rare ...
constexpr std::uint64_t kRareShare = 20'000;
// ... and may be an error when the other word stands in so many times more.
constexpr std::uint64_t kTellingTimes = 10;
// A name has seldom more words.
constexpr std::size_t kMostOfAName = 4;
// Shorter words run together make too much of chance.
constexpr std::size_t kLeastHalf = 3;
constexpr std::uint32_t kRunTogetherWeight = 220;

std::uint32_t weight_of(unsigned cost) {
  switch (cost) {
    case kEditCost:
      return 200;
    case kFirstCharacterCost:
      return 170;
    default:
      return 150;
  }
}

}  // namespace

// Of an identifier ("gpt4ree"), that its parts stand somewhere says little of the whole.
bool SpellingRepair::suspicious(const QueryWord& word) const {
  const bool identifier =
      std::any_of(word.alternatives.begin(), word.alternatives.end(),
                  [](const TermAlternative& alternative) { return alternative.parts.size() > 1; });
  const std::uint64_t rare = snapshot_.live_count() / kRareShare;
  return word.doc_freq <= rare || (identifier && snapshot_.doc_freq(word.text) == 0);
}

void SpellingRepair::add(std::size_t first, std::size_t words, const SimilarWord& similar,
                         bool told) {
  bool absent = false;
  for (std::size_t i = first; i < first + words; ++i) {
    QueryWord& word = plan_.words[i];
    absent = absent || word.doc_freq == 0;
    word.alternatives.push_back({{{similar.term, 0}}, weight_of(similar.cost)});
  }
  plan_.corrections.push_back({first, words, similar.term, absent, told});
}

bool SpellingRepair::repair_word(std::size_t index, bool typing) {
  const QueryWord& word = plan_.words[index];
  const std::uint64_t exact = word.doc_freq;
  const std::uint64_t rare = snapshot_.doc_freq(word.text);
  std::uint64_t found = 0;
  for (const SimilarWord& similar : typing&& exact == 0
                                        ? similar_prefixes(snapshot_, word.text, kMaxCandidates)
                                        : similar_words(snapshot_, word.text, kMaxCandidates)) {
    if (similar.doc_freq < std::min(exact, rare) * kTellingTimes) continue;
    add(index, 1, similar, true);
    found += similar.doc_freq;
  }
  plan_.words[index].doc_freq += found;
  return found > 0;
}

// Words side by side that are one elsewhere: "cycl gan" for "cyclegan", "agent cli" for the name
// "agents-cli".
bool SpellingRepair::repair_joined(std::span<const std::size_t> words, std::size_t limit,
                                   bool told) {
  std::string joined;
  for (const std::size_t word : words) joined += plan_.words[word].text;
  if (joined.size() > index::kMaxTermBytes || snapshot_.doc_freq(joined) > 0) return false;
  const auto found = similar_words(snapshot_, joined, limit, 1);
  for (const SimilarWord& similar : found) {
    add(words.front(), words.size(), similar, told);
    for (const std::size_t word : words) {
      std::uint64_t& documents = plan_.words[word].doc_freq;
      documents = std::max(documents, similar.doc_freq);
    }
  }
  return !found.empty();
}

// "imagesegmentation": where the rarer half is most frequent.
void SpellingRepair::repair_run_together(std::size_t index) {
  const std::string text = plan_.words[index].text;
  if (index::spelled_characters(text).empty()) return;  // characters are no spelling
  std::size_t best_at = 0;
  std::uint64_t best = 1;  // both halves stand in several documents
  for (std::size_t at = kLeastHalf; at + kLeastHalf <= text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    const std::uint64_t head = snapshot_.doc_freq(std::string_view(text).substr(0, at));
    if (head <= best) continue;
    const std::uint64_t rarer =
        std::min(head, snapshot_.doc_freq(std::string_view(text).substr(at)));
    if (rarer > best) {
      best = rarer;
      best_at = at;
    }
  }
  if (best_at == 0) return;
  QueryWord& word = plan_.words[index];
  const std::string head = text.substr(0, best_at);
  const std::string tail = text.substr(best_at);
  word.alternatives.push_back({{{head, 0}, {tail, 1}}, kRunTogetherWeight});
  word.doc_freq = best;
  plan_.corrections.push_back({index, 1, head + " " + tail, true});
}

void SpellingRepair::repair(std::span<const std::size_t> run, bool typing) {
  std::vector<bool> doubtful;
  for (const std::size_t word : run) doubtful.push_back(suspicious(plan_.words[word]));
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (!doubtful[i]) continue;
    const bool absent = plan_.words[run[i]].doc_freq == 0;
    bool found = repair_word(run[i], typing && i + 1 == run.size());
    // Once for each pair, by its doubtful word, or the first of two.
    if (i > 0 && !doubtful[i - 1]) found = repair_joined(run.subspan(i - 1, 2), 1, true) || found;
    if (i + 1 < run.size()) found = repair_joined(run.subspan(i, 2), 1, true) || found;
    if (absent && !found) repair_run_together(run[i]);
  }
  if (run.size() > 1 && run.size() <= kMostOfAName) repair_joined(run, kMaxCandidates, false);
}

}  // namespace modelzoo::query
