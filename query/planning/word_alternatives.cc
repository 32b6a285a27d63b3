#include "query/planning/word_alternatives.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "schemas/taxonomy.h"
#include "schemas/utf8.h"

namespace modelzoo::query {
namespace {

constexpr std::uint32_t kPartsWeight = 240;
// Pairs of characters stand where no dictionary sees the words as they are asked for.
constexpr std::uint32_t kPairsWeight = 224;
constexpr std::uint32_t kJoinWeight = 250;
// The exact form ahead of its relatives: who asks for "models" means "model", too.
constexpr std::uint32_t kRelativeWeight = 200;
constexpr std::uint32_t kSynonymWeight = 140;
constexpr std::uint32_t kLabelWeight = 150;
// A letter is the name of a language in which one of so many repositories at least is written.
constexpr std::uint64_t kPerLetterLanguage = 1000;

using index::KeywordField;
using Part = TermAlternative::Part;

}  // namespace

struct WordAlternatives::Tokens final : index::TokenSink {
  struct Whole {
    std::string term;
    std::uint32_t ordinal;
  };
  std::vector<Part> parts;
  std::vector<std::uint32_t> characters;  // of each part; 0 but for Chinese, Japanese and Korean
  std::vector<std::pair<std::uint32_t, std::uint32_t>> bytes;  // of each part, in the text
  std::vector<Whole> wholes;
  std::map<std::uint32_t, std::string> pairs;  // by the ordinal of the first character
  void token(const index::Token& token) override {
    if (token.whole) {
      if (!token.repeat) wholes.push_back({std::string(token.term), token.ordinal});
      return;
    }
    if (token.pair || token.characters == 2) pairs.emplace(token.ordinal, token.term);
    if (token.pair) return;
    parts.push_back({std::string(token.term), token.ordinal});
    characters.push_back(token.characters);
    bytes.emplace_back(token.begin, token.end);
  }
};

namespace {

using Tokens = WordAlternatives::Tokens;

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

// The parts with the pairs of characters that cover runs of Chinese, Japanese or Korean in their
// place: what stands in a document at these distances, however its words were cut. A character
// alone stays the word that it is.
std::vector<Part> in_pairs(const Tokens& tokens) {
  std::vector<Part> out;
  std::uint32_t covered = 0;  // ordinals before this one
  for (std::size_t i = 0; i < tokens.parts.size(); ++i) {
    const Part& part = tokens.parts[i];
    if (tokens.characters[i] == 0) out.push_back(part);
    for (std::uint32_t at = part.ordinal; at < part.ordinal + tokens.characters[i]; ++at) {
      if (at < covered) continue;
      const auto pair = tokens.pairs.find(at);
      const auto before = at > 0 ? tokens.pairs.find(at - 1) : tokens.pairs.end();
      if (pair != tokens.pairs.end()) {
        out.push_back({pair->second, at});
        covered = at + 2;
      } else if (before != tokens.pairs.end()) {
        out.push_back({before->second, at - 1});  // the last of an odd number
      } else {
        out.push_back(part);
      }
    }
  }
  return out;
}

// Hangul or Hiragana, folded.
bool is_syllable(std::string_view character) {
  return (character >= "\xE3\x81\x81" && character < "\xE3\x82\xA0") ||
         (character >= "\xEA\xB0\x80" && character < "\xED\x9E\xB0");
}

bool is_same(const std::vector<Part>& a, const std::vector<Part>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Part& x, const Part& y) {
    return x.ordinal == y.ordinal && x.term == y.term;
  });
}

// As GitHub calls the language that people call so.
std::string_view language_name(std::string_view word) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"cpp", "c++"},
      {"csharp", "c#"},
      {"golang", "go"},
      {"js", "javascript"},
      {"ts", "typescript"},
      {"objc", "objective-c"},
      {"jupyter", "jupyter notebook"}};
  for (const auto& [called, name] : kNames) {
    if (called == word) return name;
  }
  return word;
}

// Two characters at a time, the last ones too where their number is odd.
void add_pairs(std::string_view characters, std::vector<std::string_view>& words) {
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < characters.size();
       at += std::max<std::size_t>(1, utf8_sequence_length(characters.substr(at))))
    begins.push_back(at);
  begins.push_back(characters.size());
  for (std::size_t i = 0; i + 1 < begins.size(); i += 2) {
    const std::size_t first = i + 2 < begins.size() || i == 0 ? i : i - 1;
    const std::size_t end = begins[std::min(first + 2, begins.size() - 1)];
    words.push_back(characters.substr(begins[first], end - begins[first]));
  }
}

}  // namespace

std::uint64_t WordAlternatives::rarest(const std::vector<Part>& parts) const {
  std::uint64_t least = UINT64_MAX;
  for (const Part& part : parts) least = std::min(least, snapshot_.doc_freq(part.term));
  return least;
}

// Few words that begin so are alternatives each. Many are one word: which they are does not depend
// on the query, and is known segment by segment.
void WordAlternatives::add_prefix_terms(std::string_view prefix, QueryWord& word) const {
  constexpr std::size_t kMost = index::PrefixTerms::kMostFrequent;
  std::map<std::string_view, std::uint64_t> frequencies;
  bool many = false;
  for (const index::SegmentView& view : snapshot_.segments()) {
    const auto of_segment = view.reader->prefix_terms(prefix);
    for (const auto& term : of_segment->frequent) frequencies[term.text] += term.doc_freq;
    word.doc_freq += of_segment->postings;
    many = many || of_segment->count > kMost;
  }
  word.doc_freq = std::min(word.doc_freq, snapshot_.live_count());
  many = many || frequencies.size() > kMost;
  if (!many) {
    for (const auto& [term, frequency] : frequencies)
      word.alternatives.push_back({{{std::string(term), 0}}, kPrefixWeight});
    return;
  }
  std::vector<std::pair<std::string_view, std::uint64_t>> terms(frequencies.begin(),
                                                                frequencies.end());
  std::stable_sort(terms.begin(), terms.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (terms.size() > kMost) terms.resize(kMost);
  word.prefix = prefix;
  for (const auto& [term, frequency] : terms) word.frequent.emplace_back(term);
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
  word.doc_freq = snapshot_.doc_freq(word.text);
  const std::vector<Part> pairs = in_pairs(tokens);
  if (!is_same(pairs, tokens.parts)) {
    // Where the parts are, the pairs are; one pair is the word itself.
    if (pairs.size() > 1) word.alternatives.push_back({pairs, kPairsWeight});
    word.doc_freq = std::max(word.doc_freq, rarest(pairs));
  } else if (tokens.parts.size() > 1) {
    word.doc_freq = std::max(word.doc_freq, rarest(tokens.parts));
  }
  if (prefix) {
    add_prefix_terms(word.text, word);
  } else if (relatives && tokens.parts.size() == 1) {
    add_relatives(word);
  }
  return word;
}

bool WordAlternatives::is_synonym(const Tokens& tokens, std::size_t begin, std::size_t end) const {
  const std::string text = joined({tokens.parts.begin() + static_cast<std::ptrdiff_t>(begin),
                                   tokens.parts.begin() + static_cast<std::ptrdiff_t>(end)});
  const std::string_view texts[] = {text};
  return !taxonomy_.synonyms.find(texts).empty();
}

// Whether the characters of parts [begin, end) stand nowhere in a row, and are no synonym.
bool WordAlternatives::is_unknown_run(const Tokens& tokens, std::size_t begin,
                                      std::size_t end) const {
  const std::uint32_t first = tokens.parts[begin].ordinal;
  const std::uint32_t last = tokens.parts[end - 1].ordinal + tokens.characters[end - 1];
  const bool unknown =
      std::any_of(tokens.pairs.lower_bound(first), tokens.pairs.lower_bound(last),
                  [this](const auto& pair) { return snapshot_.doc_freq(pair.second) == 0; });
  return unknown && !is_synonym(tokens, begin, end);
}

// The longest that the synonyms know ("人脸识别" of "人脸识别系统"), what the dictionary sees, and
// between them characters that it sees one by one ("可视化"): one alone asks for nothing.
void WordAlternatives::add_words_of_run(std::string_view text, const Tokens& tokens,
                                        std::size_t begin, std::size_t end,
                                        std::vector<std::string_view>& words) const {
  for (std::size_t i = begin, next = begin; i < end; i = next) {
    for (next = end; next > i + 1 && !is_synonym(tokens, i, next);) --next;
    bool known = next > i + 1;
    if (!known && tokens.characters[i] == 1) {
      while (next < end && tokens.characters[next] == 1) ++next;
      if (next == i + 1) continue;
      known = !is_unknown_run(tokens, i, next);
    } else if (!known) {
      known = tokens.characters[i] == 2 || snapshot_.doc_freq(tokens.parts[i].term) > 0;
    }
    const std::uint32_t from = tokens.bytes[i].first;
    const std::string_view word = text.substr(from, tokens.bytes[next - 1].second - from);
    if (known) {
      words.push_back(word);
    } else {
      add_pairs(word, words);
    }
  }
}

std::vector<std::string_view> WordAlternatives::cjk_words(std::string_view text, bool loose) {
  Tokens tokens;
  tokenizer_.tokenize(text, 0, tokens);
  std::vector<std::string_view> words;
  std::size_t runs = 0;
  for (std::size_t begin = 0, end = 0; begin < tokens.parts.size(); begin = end, ++runs) {
    const bool cjk = tokens.characters[begin] > 0;
    std::uint32_t characters = 0;
    for (end = begin; end < tokens.parts.size() && (tokens.characters[end] > 0) == cjk; ++end)
      characters += tokens.characters[end];
    if (characters == 1) {
      // An ending or a particle ("PyTorch를") asks for nothing; an ideograph may ("A股").
      if (!is_syllable(tokens.parts[begin].term)) return {};
    } else if (cjk && (loose || is_unknown_run(tokens, begin, end))) {
      add_words_of_run(text, tokens, begin, end, words);
    } else {
      const std::uint32_t from = tokens.bytes[begin].first;
      words.push_back(text.substr(from, tokens.bytes[end - 1].second - from));
    }
  }
  // That a character or two ask for nothing is said of a loose query only.
  if (runs < 2 && words.size() < 2 && !loose) words.clear();
  return words;
}

QueryWord WordAlternatives::phrase(std::string_view text) {
  Tokens tokens;
  tokenizer_.tokenize(text, 0, tokens);
  QueryWord word;
  if (tokens.parts.empty()) return word;
  word.text = joined(tokens.parts);
  word.alternatives.push_back({tokens.parts, 256});
  if (!tokens.wholes.empty()) word.alternatives.push_back({with_wholes(tokens), 256});
  std::vector<Part> pairs = in_pairs(tokens);
  word.doc_freq = rarest(pairs);
  if (!is_same(pairs, tokens.parts)) word.alternatives.push_back({std::move(pairs), kPairsWeight});
  return word;
}

void WordAlternatives::add_neighbours(const std::vector<QueryWord*>& neighbours) {
  add_joins(neighbours);
  add_synonyms(neighbours);
}

void WordAlternatives::add_labels(std::string_view typed, bool closes, QueryWord& word) const {
  if (typed.empty()) return;
  if (typed.size() == 1) {  // C and R are letters of too many things, others hardly a language
    if (closes) {
      add_label(KeywordField::kLanguage, word.text, word,
                snapshot_.live_count() / kPerLetterLanguage);
    }
    return;
  }
  const bool marked = typed.back() == '+' || typed.back() == '#';
  add_label(KeywordField::kLanguage, marked ? typed : language_name(word.text), word);
  if (marked) return;
  const std::string_view framework = taxonomy_.framework_id(word.text);
  if (!framework.empty()) add_label(KeywordField::kFramework, framework, word);
}

void WordAlternatives::add_label(KeywordField field, std::string_view value, QueryWord& word,
                                 std::uint64_t least) const {
  std::string label = index::keyword_term(field, value);
  const std::uint64_t frequency = snapshot_.doc_freq(label);
  if (frequency == 0 || frequency < least) return;
  word.alternatives.push_back({{{std::move(label), 0}}, kLabelWeight, true});
  word.doc_freq = std::max(word.doc_freq, frequency);
}

void WordAlternatives::add_joins(const std::vector<QueryWord*>& neighbours) {
  for (std::size_t length = 2; length <= 3; ++length) {
    for (std::size_t begin = 0; begin + length <= neighbours.size(); ++begin) {
      std::string text;
      for (std::size_t i = 0; i < length; ++i) text += neighbours[begin + i]->text;
      const std::uint64_t frequency =
          text.size() > index::kMaxTermBytes ? 0 : snapshot_.doc_freq(text);
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
    std::uint32_t ordinal = 0;
    for (const std::string& word : *found.words) {  // Chinese is several terms
      ordinal = tokenizer_.tokenize(word, ordinal, tokens);
    }
    if (tokens.parts.empty()) continue;
    const std::vector<Part> pairs = in_pairs(tokens);
    if (!is_same(pairs, tokens.parts)) add_synonym(neighbours, found.begin, found.count, pairs);
    add_synonym(neighbours, found.begin, found.count, tokens.parts);
    if (tokens.characters.back() > 0) continue;
    tokens.parts.back().term += 's';  // or in the plural
    add_synonym(neighbours, found.begin, found.count, tokens.parts);
  }
}

void WordAlternatives::add_synonym(const std::vector<QueryWord*>& neighbours, std::size_t begin,
                                   std::size_t count, const std::vector<Part>& parts) {
  const std::uint64_t frequency = rarest(parts);
  if (frequency == 0) return;
  for (std::size_t i = 0; i < count; ++i) {
    QueryWord& word = *neighbours[begin + i];
    const bool known = std::any_of(word.alternatives.begin(), word.alternatives.end(),
                                   [&](const TermAlternative& other) {
                                     return other.parts.size() == 1 && parts.size() == 1 &&
                                            other.parts[0].term == parts[0].term;
                                   });
    if (!known) word.alternatives.push_back({parts, kSynonymWeight});
    if (parts.size() == 1) word.doc_freq = std::max(word.doc_freq, frequency);
  }
}

}  // namespace modelzoo::query
