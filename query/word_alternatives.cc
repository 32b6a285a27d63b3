#include "query/word_alternatives.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "schemas/taxonomy.h"

namespace modelzoo::query {
namespace {

// A prefix stands for its most frequent terms; more would cost more than they find.
constexpr std::size_t kMaxPrefixTerms = 64;
constexpr std::uint32_t kPrefixWeight = 230;
constexpr std::uint32_t kPartsWeight = 240;
constexpr std::uint32_t kJoinWeight = 250;
// The exact form ahead of its relatives, but not by much: who asks for "models" means "model".
constexpr std::uint32_t kRelativeWeight = 236;
constexpr std::uint32_t kSynonymWeight = 140;

using Part = TermAlternative::Part;

struct Tokens final : index::TokenSink {
  struct Whole {
    std::string term;
    std::uint32_t ordinal;
  };
  std::vector<Part> parts;
  std::vector<Whole> wholes;
  void token(const index::Token& token) override {
    if (!token.whole) {
      parts.push_back({std::string(token.term), token.ordinal});
    } else if (!token.repeat) {
      wholes.push_back({std::string(token.term), token.ordinal});
    }
  }
};

std::string joined(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) text += part.term;
  return text;
}

// The parts with every identifier in its whole form, which stands where one word would.
std::vector<Part> with_wholes(const Tokens& tokens) {
  std::vector<Part> out;
  std::uint32_t ordinal = 0;
  std::size_t i = 0;
  while (i < tokens.parts.size()) {
    const Tokens::Whole* whole = nullptr;
    for (const auto& candidate : tokens.wholes) {
      if (candidate.ordinal == tokens.parts[i].ordinal) whole = &candidate;
    }
    std::size_t taken = 1;
    if (whole != nullptr) {
      std::size_t length = tokens.parts[i].term.size();
      while (length < whole->term.size() && i + taken < tokens.parts.size()) {
        length += tokens.parts[i + taken++].term.size();
      }
    }
    out.push_back({whole != nullptr ? whole->term : tokens.parts[i].term, ordinal++});
    i += taken;
  }
  return out;
}

}  // namespace

std::uint64_t WordAlternatives::doc_freq(std::string_view term) const {
  std::uint64_t total = 0;
  for (const index::SegmentView& view : snapshot_.segments()) {
    if (const auto info = view.reader->find_term(term)) total += info->doc_freq;
  }
  return total;
}

void WordAlternatives::add_prefix_terms(std::string_view prefix, QueryWord& word) const {
  std::map<std::string, std::uint64_t, std::less<>> found;
  for (const index::SegmentView& view : snapshot_.segments()) {
    view.reader->visit_terms(prefix, [&](std::string_view term, const index::TermInfo& info) {
      found[std::string(term)] += info.doc_freq;
      return true;
    });
  }
  std::vector<std::pair<std::uint64_t, std::string>> by_frequency;
  for (const auto& [term, frequency] : found) {
    if (term != prefix) by_frequency.emplace_back(frequency, term);
  }
  const std::size_t kept = std::min(kMaxPrefixTerms, by_frequency.size());
  std::partial_sort(by_frequency.begin(), by_frequency.begin() + static_cast<std::ptrdiff_t>(kept),
                    by_frequency.end(), std::greater<>());
  for (std::size_t i = 0; i < kept; ++i) {
    word.alternatives.push_back({{{by_frequency[i].second, 0}}, kPrefixWeight});
    word.doc_freq += by_frequency[i].first;
  }
}

// Relatives of several words are counted as if they stood in documents at random: their lists are
// not compared.
void WordAlternatives::add_relatives(QueryWord& word) const {
  const std::string stem = index::stem(language_, word.text);
  std::map<std::string, std::uint64_t, std::less<>> found;
  for (const index::SegmentView& view : snapshot_.segments()) {
    for (const std::uint32_t ordinal : view.reader->family(language_, stem)) {
      found[std::string(view.reader->term(ordinal))] += view.reader->term_info(ordinal).doc_freq;
    }
  }
  const auto documents = static_cast<double>(std::max<std::uint64_t>(snapshot_.live_count(), 1));
  double without = 1;
  for (const auto& [term, frequency] : found) {
    without *= 1 - std::min(1.0, static_cast<double>(frequency) / documents);
    if (term != word.text) word.alternatives.push_back({{{term, 0}}, kRelativeWeight});
  }
  word.doc_freq =
      std::max(word.doc_freq, static_cast<std::uint64_t>(documents * (1 - without) + 0.5));
}

QueryWord WordAlternatives::word(std::string_view text, bool prefix, bool relatives) {
  Tokens tokens;
  tokenizer_.tokenize(text, 0, tokens);
  QueryWord word;
  if (tokens.parts.empty()) return word;
  word.text = joined(tokens.parts);
  if (tokens.parts.size() == 1) {
    word.alternatives.push_back({{{tokens.parts[0].term, 0}}, 256});
  } else {
    // As one word anywhere ("cyclegan"), or its parts in a row ("Cycle GAN").
    word.alternatives.push_back({{{word.text, 0}}, 256});
    word.alternatives.push_back({tokens.parts, kPartsWeight});
  }
  word.doc_freq = doc_freq(word.text);
  if (tokens.parts.size() > 1) {
    std::uint64_t rarest = UINT64_MAX;
    for (const Part& part : tokens.parts) rarest = std::min(rarest, doc_freq(part.term));
    word.doc_freq = std::max(word.doc_freq, rarest);
  }
  if (prefix) {
    add_prefix_terms(word.text, word);
  } else if (relatives && tokens.parts.size() == 1) {
    add_relatives(word);
  }
  return word;
}

QueryWord WordAlternatives::phrase(std::string_view text) {
  Tokens tokens;
  tokenizer_.tokenize(text, 0, tokens);
  QueryWord word;
  if (tokens.parts.empty()) return word;
  word.text = joined(tokens.parts);
  word.alternatives.push_back({tokens.parts, 256});
  if (!tokens.wholes.empty()) word.alternatives.push_back({with_wholes(tokens), 256});
  std::uint64_t rarest = UINT64_MAX;
  for (const Part& part : tokens.parts) rarest = std::min(rarest, doc_freq(part.term));
  word.doc_freq = rarest;
  return word;
}

void WordAlternatives::add_neighbours(const std::vector<QueryWord*>& neighbours) {
  add_joins(neighbours);
  add_synonyms(neighbours);
}

void WordAlternatives::add_joins(const std::vector<QueryWord*>& neighbours) {
  for (std::size_t length = 2; length <= 3; ++length) {
    for (std::size_t begin = 0; begin + length <= neighbours.size(); ++begin) {
      std::string text;
      for (std::size_t i = 0; i < length; ++i) text += neighbours[begin + i]->text;
      const std::uint64_t frequency = text.size() > index::kMaxTermBytes ? 0 : doc_freq(text);
      if (frequency == 0) continue;
      for (std::size_t i = 0; i < length; ++i) {
        QueryWord& word = *neighbours[begin + i];
        word.alternatives.push_back({{{text, 0}}, kJoinWeight});
        word.doc_freq = std::max(word.doc_freq, frequency);
      }
    }
  }
}

void WordAlternatives::add_synonyms(const std::vector<QueryWord*>& neighbours) {
  std::vector<std::string_view> texts;
  for (const QueryWord* word : neighbours) texts.push_back(word->text);
  for (const Synonyms::Found& found : taxonomy_.synonyms.find(texts)) {
    Tokens tokens;
    for (const std::string& word : *found.words) {  // Chinese is several terms
      tokenizer_.tokenize(word, static_cast<std::uint32_t>(tokens.parts.size()), tokens);
    }
    if (tokens.parts.empty()) continue;
    add_synonym(neighbours, found.begin, found.count, tokens.parts);
    tokens.parts.back().term += 's';  // or in the plural
    add_synonym(neighbours, found.begin, found.count, tokens.parts);
  }
}

void WordAlternatives::add_synonym(const std::vector<QueryWord*>& neighbours, std::size_t begin,
                                   std::size_t count, const std::vector<Part>& parts) {
  std::uint64_t rarest = UINT64_MAX;
  for (const Part& part : parts) rarest = std::min(rarest, doc_freq(part.term));
  if (rarest == 0) return;
  for (std::size_t i = 0; i < count; ++i) {
    QueryWord& word = *neighbours[begin + i];
    const bool known = std::any_of(word.alternatives.begin(), word.alternatives.end(),
                                   [&](const TermAlternative& other) {
                                     return other.parts.size() == 1 && parts.size() == 1 &&
                                            other.parts[0].term == parts[0].term;
                                   });
    if (!known) word.alternatives.push_back({parts, kSynonymWeight});
    if (parts.size() == 1) word.doc_freq = std::max(word.doc_freq, rarest);
  }
}

}  // namespace modelzoo::query
