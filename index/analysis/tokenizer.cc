// Two ways to the same tokens. Text is cut into spans of letters, digits and non-ASCII bytes. A
// span of ASCII alone is one word and is folded by a table, without ICU: that is nearly all of an
// English README, and ten times as fast. Any other span goes through ICU (icu_words.h). What is cut
// at ASCII punctuation is cut the same way by both, so the paths cannot disagree on borders;
// tokenizer_test.cc and tokenizer_fuzz.cc compare them.
//
// Words that '-' or '_' join are a chain: after its words comes the whole chain joined.
#include "index/analysis/tokenizer.h"

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "index/analysis/icu_words.h"
#include "index/analysis/identifier_split.h"
#include "schemas/utf8.h"

namespace modelzoo::index {
namespace {

// Joined forms are for names; what is longer is a path or a key.
constexpr std::size_t kMaxChainWords = 4;
constexpr std::size_t kMaxChainBytes = 48;

enum : std::uint8_t { kSeparator = 0, kAlnum = 1, kHigh = 2 };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    classes[c] = c >= 0x80 ? kHigh : alnum ? kAlnum : kSeparator;
  }
  return classes;
}

constexpr std::array<char, 256> make_lower() {
  std::array<char, 256> lower{};
  for (unsigned c = 0; c < 256; ++c) {
    lower[c] = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return lower;
}

constexpr auto kClasses = make_classes();
constexpr auto kLower = make_lower();

std::uint8_t class_of(char c) { return kClasses[static_cast<unsigned char>(c)]; }
char lower_of(char c) { return kLower[static_cast<unsigned char>(c)]; }

// Opening ICU's rules and dictionaries takes milliseconds, and most queries are ASCII: opened at
// the first word that needs it, once for each thread.
IcuWords& icu_of_thread() {
  thread_local IcuWords words;
  return words;
}

}  // namespace

struct Tokenizer::Impl {
  std::string repaired;
  char buffer[kMaxTermBytes];

  // Of the run of tokenize().
  std::string_view text;
  TokenSink* sink = nullptr;
  std::uint32_t ordinal = 0;
  bool icu_for_ascii = false;

  // The chain that is open: its words so far, joined.
  std::string chain;
  std::size_t chain_words = 0;
  std::uint32_t chain_begin = 0, chain_end = 0, chain_first_ordinal = 0;

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

  std::string_view lowered(std::size_t begin, std::size_t end) {
    const std::size_t length = std::min(end - begin, kMaxTermBytes);
    for (std::size_t i = 0; i < length; ++i) buffer[i] = lower_of(text[begin + i]);
    return {buffer, length};
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

  void icu_word(std::size_t begin, std::size_t end) {
    const std::string_view folded =
        utf8_prefix(icu_of_thread().fold(text.substr(begin, end - begin)), kMaxTermBytes);
    if (!folded.empty()) emit(folded, begin, end);
  }

  // A span with other than ASCII in it, or any span in the test's mode.
  void icu_span(std::size_t begin, std::size_t end) {
    IcuWords& icu = icu_of_thread();
    icu.start(text.substr(begin, end - begin));
    std::uint32_t word_begin = 0;
    std::uint32_t word_end = 0;
    while (icu.next_word(word_begin, word_end)) {
      const std::string_view word = text.substr(begin + word_begin, word_end - word_begin);
      bool ascii = true;
      for (const char c : word) ascii = ascii && class_of(c) == kAlnum;
      if (ascii) {
        ascii_word(begin + word_begin, begin + word_end, true);
      } else {
        icu_word(begin + word_begin, begin + word_end);
      }
    }
  }

  void close_chain() {
    if (chain_words > 1 && chain_words <= kMaxChainWords && chain.size() <= kMaxChainBytes) {
      emit_whole(chain, chain_first_ordinal, chain_begin, chain_end);
    }
    chain_words = 0;
  }

  // Called after each ASCII word: opens a chain, or adds to the one that is open.
  void chain_word(std::size_t begin, std::size_t end, std::uint32_t first_ordinal) {
    if (chain_words == 0) {
      chain.clear();
      chain_begin = static_cast<std::uint32_t>(begin);
      chain_first_ordinal = first_ordinal;
    }
    ++chain_words;
    chain_end = static_cast<std::uint32_t>(end);
    if (chain.size() <= kMaxChainBytes) {
      for (std::size_t i = begin; i < std::min(end, begin + kMaxChainBytes + 1); ++i) {
        chain += lower_of(text[i]);
      }
    }
  }

  bool joins(std::size_t at) const {
    return (text[at] == '-' || text[at] == '_') && at + 1 < text.size() &&
           class_of(text[at + 1]) == kAlnum;
  }

  // "model's" is the word model, "don't" the word dont. `end` is on the apostrophe. Returns the end
  // of what belongs to the word, and whether it is a mere 's.
  std::size_t after_apostrophe(std::size_t end, bool& possessive) const {
    std::size_t at = end + 1;
    while (at < text.size() && class_of(text[at]) == kAlnum) ++at;
    possessive = at - end == 2 && (text[end + 1] == 's' || text[end + 1] == 'S');
    const bool letters_follow =
        at > end + 1 && at - end <= 3 && (at >= text.size() || class_of(text[at]) != kHigh);
    return letters_follow ? at : end;
  }

  void contraction(std::size_t begin, std::size_t apostrophe, std::size_t end) {
    std::size_t length = 0;
    for (std::size_t i = begin; i < end && length < kMaxTermBytes; ++i) {
      if (i != apostrophe) buffer[length++] = lower_of(text[i]);
    }
    emit({buffer, length}, begin, end);
  }

  // The span that begins at `begin`; returns where it ends.
  std::size_t span(std::size_t begin) {
    std::size_t end = begin;
    unsigned classes = 0;
    unsigned upper = 0;
    unsigned digits = 0;
    for (; end < text.size(); ++end) {
      const std::uint8_t c = class_of(text[end]);
      if (c == kSeparator) break;
      classes |= c;
      upper |= static_cast<unsigned>(text[end] >= 'A' && text[end] <= 'Z')
               << (end == begin ? 0 : 1);
      digits |= static_cast<unsigned>(text[end] >= '0' && text[end] <= '9');
    }
    if (classes != kAlnum) {
      close_chain();
      icu_span(begin, end);
      return end;
    }
    const std::uint32_t first = ordinal;
    if (end < text.size() && text[end] == '\'') {
      bool possessive = false;
      const std::size_t after = after_apostrophe(end, possessive);
      if (after != end && !possessive && digits == 0) {
        close_chain();
        contraction(begin, end, after);
        return after;
      }
      if (after != end && possessive) {
        ascii(begin, end, upper > 1 || digits != 0);
        chain_word(begin, end, first);
        close_chain();
        return after;
      }
    }
    ascii(begin, end, upper > 1 || digits != 0);
    chain_word(begin, end, first);
    if (end >= text.size() || !joins(end)) close_chain();
    return end;
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
    std::size_t at = 0;
    while (at < text.size()) {
      if (class_of(text[at]) == kSeparator) {
        ++at;
      } else {
        at = span(at);
      }
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
