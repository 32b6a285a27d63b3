// Two ways to the same tokens. Text is cut into spans of letters, digits and non-ASCII bytes
// (text_classes.h). A span of ASCII alone is one word, and stands folded in the text's lower case
// form, without ICU and without a copy: that is nearly all of an English README. Any other span
// goes through ICU (icu_words.h). What is cut at ASCII punctuation is cut the same way by both, so
// the paths cannot disagree on borders; tokenizer_test.cc and tokenizer_fuzz.cc compare them.
//
// The right single quote is an apostrophe, as ' is: "model’s" is cut as "model's".
//
// Words that '-' or '_' join are a chain: after its words comes the whole chain joined.
#include "index/analysis/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "index/analysis/icu_words.h"
#include "index/analysis/identifier_split.h"
#include "index/analysis/text_classes.h"
#include "schemas/utf8.h"

namespace modelzoo::index {
namespace {

// Joined forms are for names; what is longer is a path or a key.
constexpr std::size_t kMaxChainWords = 4;
constexpr std::size_t kMaxChainBytes = 48;

bool is_ascii_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// Bytes of the apostrophe at `at`: 0 when there is none, 3 for the right single quote (U+2019).
constexpr std::string_view kQuote = "\xE2\x80\x99";
std::size_t apostrophe_length(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '\'') return 1;
  return text.substr(std::min(at, text.size())).starts_with(kQuote) ? kQuote.size() : 0;
}

// Where a span may be cut before ICU sees it: its first apostrophe, dash, quote, bullet or
// ellipsis, none of which joins words. [at, end) is empty when there is none.
struct Separator {
  std::size_t at, end;
};
[[gnu::noinline]] Separator first_separator(std::string_view text, std::size_t begin,
                                            std::size_t end) {
  const std::string_view span = text.substr(begin, end - begin);
  for (std::size_t at = 0; (at = span.find(kQuote[0], at)) != span.npos; ++at) {
    if (at + 2 >= span.size() || span[at + 1] != kQuote[1]) continue;
    const auto last = static_cast<unsigned char>(span[at + 2]);
    const bool dash = last >= 0x92 && last <= 0x95;   // U+2012 to U+2015
    const bool quote = last >= 0x9C && last <= 0xA2;  // U+201C to U+2022
    if (dash || quote || last == 0x99 || last == 0xA6)
      return {begin + at, begin + at + kQuote.size()};
  }
  return {end, end};
}

// Is there a character of other than ASCII that may be a letter? Not one of the blocks of
// punctuation: Latin-1 up to U+00BF, U+2000 to U+203F, U+3000 to U+303F.
bool letter_may_begin(std::string_view text, std::size_t at) {
  if (at >= text.size() || !is_high(text[at])) return false;
  const std::string_view rest = text.substr(at);
  return !rest.starts_with("\xC2") && !rest.starts_with("\xE2\x80") &&
         !rest.starts_with("\xE3\x80");
}

// Opening ICU's rules and dictionaries takes milliseconds, and most queries are ASCII: opened at
// the first word that needs it, once for each thread.
IcuWords& icu_of_thread() {
  thread_local IcuWords words;
  return words;
}

}  // namespace

struct Tokenizer::Impl {
  TextClasses classes;
  char buffer[kMaxTermBytes];

  // Of the run of tokenize().
  std::string_view text;
  const char* lower = nullptr;  // the text, ASCII in lower case
  TokenSink* sink = nullptr;
  std::uint32_t ordinal = 0;
  bool icu_for_ascii = false;

  // The chain that is open: where its first words stand.
  struct Word {
    std::size_t begin, end;
  };
  std::array<Word, kMaxChainWords> chain;
  std::size_t chain_words = 0;
  std::size_t chain_end = 0;
  std::uint32_t chain_first_ordinal = 0;

  void emit(std::string_view term, std::size_t begin, std::size_t end) {
    sink->token(
        {term, ordinal++, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }

  // A joined form over ordinals [first, ordinal).
  void emit_whole(std::string_view term, std::uint32_t first, std::size_t begin, std::size_t end) {
    Token token{term, first, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                true};
    sink->token(token);
    if (ordinal - 1 != first) {
      token.ordinal = ordinal - 1;
      token.repeat = true;
      sink->token(token);
    }
  }

  std::string_view lowered(std::size_t begin, std::size_t end) const {
    return {lower + begin, std::min(end - begin, kMaxTermBytes)};
  }

  // An ASCII word [begin, end) of letters and digits; `mixed` when it may be an identifier.
  void ascii_word(std::size_t begin, std::size_t end, bool mixed) {
    if (mixed && end - begin <= kMaxTermBytes) {
      const IdentifierParts parts = split_identifier(text.substr(begin, end - begin));
      if (parts.count > 1) {
        const std::uint32_t first = ordinal;
        std::size_t at = begin;
        for (std::size_t i = 0; i < parts.count; ++i) {
          emit(lowered(at, begin + parts.end[i]), at, begin + parts.end[i]);
          at = begin + parts.end[i];
        }
        emit_whole(lowered(begin, end), first, begin, end);
        return;
      }
    }
    emit(lowered(begin, end), begin, end);
  }

  // A span with other than ASCII in it, or any span in the test's mode.
  // True when it ends with a word that may have an ending after an apostrophe.
  bool icu_span(std::size_t begin, std::size_t end) {
    const IcuWords::Cut& cut = icu_of_thread().cut(text.substr(begin, end - begin));
    std::size_t character = 0;
    for (const IcuWords::Word& word : cut.words) {
      if (word.folded.empty()) {
        ascii_word(begin + word.begin, begin + word.end, true);
      } else if (word.characters == 0) {
        emit(word.folded, begin + word.begin, begin + word.end);
      } else {
        cjk_word(begin, cut, word, character);
        character += word.characters;
      }
    }
    return !cut.words.empty() && cut.words.back().characters == 0 &&
           begin + cut.words.back().end == end;
  }

  // A word and the pairs that begin in it. `first`: its first character.
  void cjk_word(std::size_t begin, const IcuWords::Cut& cut, const IcuWords::Word& word,
                std::size_t first) {
    Token token{word.folded, ordinal, static_cast<std::uint32_t>(begin + word.begin),
                static_cast<std::uint32_t>(begin + word.end)};
    token.characters = word.characters;
    sink->token(token);
    for (std::size_t i = first; i < first + word.characters; ++i, ++ordinal) {
      if (i + 1 == cut.characters.size()) continue;
      const IcuWords::Character& one = cut.characters[i];
      const IcuWords::Character& next = cut.characters[i + 1];
      const bool is_word = i == first && word.characters == 2;
      if (is_word || one.end != next.begin) continue;
      std::size_t size = 0;
      append_character(begin, one, size);
      append_character(begin, next, size);
      Token pair{{buffer, size},
                 ordinal,
                 static_cast<std::uint32_t>(begin + one.begin),
                 static_cast<std::uint32_t>(begin + next.end)};
      pair.pair = true;
      sink->token(pair);
    }
  }

  void append_character(std::size_t begin, const IcuWords::Character& character,
                        std::size_t& size) {
    const std::string_view bytes =
        character.folded.empty()
            ? text.substr(begin + character.begin, character.end - character.begin)
            : utf8_prefix(character.folded, sizeof buffer / 2);
    std::memcpy(buffer + size, bytes.data(), bytes.size());
    size += bytes.size();
  }

  void close_chain() {
    if (chain_words > 1 && chain_words <= kMaxChainWords) join_chain();
    chain_words = 0;
  }

  void join_chain() {
    std::size_t size = 0;
    for (std::size_t i = 0; i < chain_words; ++i) {
      const std::size_t length = chain[i].end - chain[i].begin;
      if (size + length > kMaxChainBytes) return;
      std::memcpy(buffer + size, lower + chain[i].begin, length);
      size += length;
    }
    emit_whole({buffer, size}, chain_first_ordinal, chain[0].begin, chain_end);
  }

  // Called after each ASCII word: opens a chain, or adds to the one that is open.
  void chain_word(std::size_t begin, std::size_t end, std::uint32_t first_ordinal) {
    if (chain_words == 0) chain_first_ordinal = first_ordinal;
    if (chain_words < kMaxChainWords) chain[chain_words] = {begin, end};
    ++chain_words;
    chain_end = end;
  }

  bool joins(std::size_t at) const {
    return (text[at] == '-' || text[at] == '_') && at + 1 < text.size() &&
           is_ascii_alnum(text[at + 1]);
  }

  // What follows a word after an apostrophe: "model's" is the word model, "don't" the word dont.
  struct Ending {
    std::size_t end = 0;   // 0: none belongs to the word
    std::size_t mark = 0;  // bytes of the apostrophe
    bool possessive = false;
  };
  // Few do: so much is asked of every word.
  bool may_have_ending(std::size_t word_end) const {
    return word_end < text.size() && (text[word_end] == '\'' || text[word_end] == kQuote[0]);
  }
  Ending ending(std::size_t word_end) const {
    const std::size_t mark = apostrophe_length(text, word_end);
    if (mark == 0) return {};
    const std::size_t begin = word_end + mark;
    std::size_t at = begin;
    while (at < text.size() && is_ascii_alnum(text[at])) ++at;
    constexpr std::size_t kLongest = 2;  // 's, 't, 'll
    if (at == begin || at - begin > kLongest || letter_may_begin(text, at)) return {};
    return {at, mark, at - begin == 1 && lower[begin] == 's'};
  }

  void contraction(std::size_t begin, std::size_t apostrophe, const Ending& ending) {
    std::size_t length = 0;
    for (std::size_t i = begin; i < ending.end && length < kMaxTermBytes; ++i) {
      if (i == apostrophe) i += ending.mark;
      buffer[length++] = lower[i];
    }
    emit({buffer, length}, begin, ending.end);
  }

  // A word with an apostrophe after it; returns where what belongs to the word ends, or `end` when
  // that is nothing, and the word is still to be given.
  [[gnu::noinline]] std::size_t word_with_ending(std::size_t begin, std::size_t end, bool mixed,
                                                 bool digits) {
    const Ending after = ending(end);
    if (after.possessive) {
      const std::uint32_t first = ordinal;
      ascii(begin, end, mixed);
      chain_word(begin, end, first);
      close_chain();
      return after.end;
    }
    if (after.end == 0 || digits) return end;
    close_chain();
    contraction(begin, end, after);
    return after.end;
  }

  // A span of ASCII alone; returns where what belongs to it ends.
  std::size_t ascii_span(std::size_t begin, std::size_t end) {
    const std::uint32_t first = ordinal;
    const bool digits = classes.digit.any(begin, end);
    const bool mixed = digits || classes.upper.any(begin + 1, end);
    if (may_have_ending(end)) {
      const std::size_t after = word_with_ending(begin, end, mixed, digits);
      if (after != end) return after;
    }
    ascii(begin, end, mixed);
    if (end < text.size() && joins(end)) {
      chain_word(begin, end, first);
    } else if (chain_words > 0) {
      chain_word(begin, end, first);
      close_chain();
    }
    return end;
  }

  // A span with other than ASCII in it and without a separator; returns likewise.
  [[gnu::noinline]] std::size_t other_span(std::size_t begin, std::size_t end) {
    close_chain();
    const bool word = icu_span(begin, end);
    const Ending after = word ? ending(end) : Ending{};
    return after.possessive ? after.end : end;
  }

  void ascii(std::size_t begin, std::size_t end, bool mixed) {
    if (icu_for_ascii) {
      icu_span(begin, end);
    } else {
      ascii_word(begin, end, mixed);
    }
  }

  std::uint32_t run(std::string_view source, std::uint32_t first_ordinal, TokenSink& to) {
    text = source;
    sink = &to;
    ordinal = first_ordinal;
    chain_words = 0;
    classes.read(text);
    lower = classes.lower.data();
    for (std::size_t at = classes.word.next_set(0); at < text.size();
         at = classes.word.next_set(at)) {
      std::size_t end = classes.word.next_clear(at);
      if (classes.high.any(at, end)) {
        const Separator separator = first_separator(text, at, end);
        if (separator.at == at && separator.end > at) {
          at = separator.end;
          continue;
        }
        end = separator.at;
        if (classes.high.any(at, end)) {
          at = other_span(at, end);
          continue;
        }
      }
      at = ascii_span(at, end);
    }
    close_chain();
    return ordinal;
  }
};

Tokenizer::Tokenizer() : impl_(std::make_unique<Impl>()) {}
Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

std::uint32_t Tokenizer::tokenize(std::string_view text, std::uint32_t first_ordinal,
                                  TokenSink& sink) {
  impl_->icu_for_ascii = false;
  return impl_->run(text, first_ordinal, sink);
}

std::uint32_t Tokenizer::tokenize_by_icu_for_test(std::string_view text,
                                                  std::uint32_t first_ordinal, TokenSink& sink) {
  impl_->icu_for_ascii = true;
  return impl_->run(text, first_ordinal, sink);
}

}  // namespace modelzoo::index
