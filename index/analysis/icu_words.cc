#include "index/analysis/icu_words.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "index/analysis/cjk_characters.h"
#include "index/analysis/tokenizer.h"
#include "schemas/utf8.h"

namespace modelzoo::index {
namespace {

// ICU's data is part of the installation: without it nothing can be searched.
void require(UErrorCode status, const char* what) {
  if (U_SUCCESS(status)) return;
  std::fprintf(stderr, "modelzoo: ICU cannot open its %s: %s\n", what, u_errorName(status));
  std::abort();
}

// Texts that are remembered, and their longest. Measured on English pages: nineteen in twenty spans
// that are not ASCII are found again.
constexpr std::size_t kRemembered = 1024;
constexpr std::size_t kLongestRemembered = 48;

bool is_ascii_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool accents_are_dropped(UChar32 base) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(base, &status);
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
}

}  // namespace

struct IcuWords::Impl {
  std::unique_ptr<icu::BreakIterator> breaks;
  const icu::Normalizer2* casefold = nullptr;
  const icu::Normalizer2* decompose = nullptr;
  UText* source = nullptr;
  std::int32_t reached = 0;  // by next_part()
  std::string fold_buffer;

  // Texts of before, by hash.
  struct Remembered {
    std::string text;
    Cut cut;
  };
  std::vector<Remembered> remembered = std::vector<Remembered>(kRemembered);
  Cut long_text;

  ~Impl() {
    if (source != nullptr) utext_close(source);
  }

  // Appends the letters of a decomposed word, without the accents of scripts that search without
  // them.
  void append_without_accents(const icu::UnicodeString& word) {
    icu::UnicodeString kept;
    bool drop = false;
    for (std::int32_t i = 0; i < word.length();) {
      const UChar32 c = word.char32At(i);
      i += U16_LENGTH(c);
      if (u_charType(c) == U_NON_SPACING_MARK) {
        if (!drop) kept.append(c);
      } else {
        drop = accents_are_dropped(c);
        kept.append(c);
      }
    }
    kept.toUTF8String(fold_buffer);
  }

  void start(std::string_view text);
  bool next_part(std::uint32_t& begin, std::uint32_t& end);
  std::string_view fold(std::string_view word);
  void cut(std::string_view text, Cut& out);
  void add_by_script(std::string_view text, std::uint32_t begin, std::uint32_t end, bool is_word,
                     Cut& out);
  void add_word(std::string_view text, std::uint32_t begin, std::uint32_t end, Cut& out);
  void add_cjk_word(std::string_view text, std::uint32_t begin, std::uint32_t end, Cut& out);
};

IcuWords::IcuWords() : impl_(std::make_unique<Impl>()) {
  UErrorCode status = U_ZERO_ERROR;
  impl_->breaks.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  require(status, "word boundaries");
  impl_->casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  impl_->decompose = icu::Normalizer2::getNFDInstance(status);
  require(status, "normalisation data");
}

IcuWords::~IcuWords() = default;

// Starts on `text`, which must live until the last next_part().
void IcuWords::Impl::start(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  source = utext_openUTF8(source, text.data(), static_cast<std::int64_t>(text.size()), &status);
  require(status, "text reader");
  breaks->setText(source, status);
  require(status, "word boundaries");
  reached = breaks->first();
}

// False at the end. [begin, end) are bytes of the text, between two boundaries.
bool IcuWords::Impl::next_part(std::uint32_t& begin, std::uint32_t& end) {
  const std::int32_t next = breaks->next();
  if (next == icu::BreakIterator::DONE) return false;
  begin = static_cast<std::uint32_t>(reached);
  end = static_cast<std::uint32_t>(next);
  reached = next;
  return true;
}

std::string_view IcuWords::Impl::fold(std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  const auto written = icu::UnicodeString::fromUTF8(
      icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
  icu::UnicodeString in_case;
  casefold->normalize(written, in_case, status);
  icu::UnicodeString decomposed;
  decompose->normalize(in_case, decomposed, status);
  fold_buffer.clear();
  if (U_FAILURE(status)) return fold_buffer;
  // Composed again: Hangul and voiced kana stay single letters.
  icu::UnicodeString before_accents;
  append_without_accents(decomposed);
  const auto kept = icu::UnicodeString::fromUTF8(fold_buffer);
  const icu::Normalizer2* compose = icu::Normalizer2::getNFCInstance(status);
  if (U_SUCCESS(status)) compose->normalize(kept, before_accents, status);
  if (U_SUCCESS(status)) {
    fold_buffer.clear();
    before_accents.toUTF8String(fold_buffer);
  }
  return fold_buffer;
}

namespace {

// The character at `at`, which moves behind it; U+FFFD for what is malformed.
char32_t next_character(std::string_view text, std::uint32_t& at, std::uint32_t end) {
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), at, end, c);
  return static_cast<char32_t>(c);
}

}  // namespace

void IcuWords::Impl::cut(std::string_view text, Cut& out) {
  out.words.clear();
  out.characters.clear();
  start(text);
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  while (next_part(begin, end)) {
    const bool is_word = breaks->getRuleStatus() >= UBRK_WORD_NONE_LIMIT;
    const bool has_cjk = std::any_of(text.begin() + begin, text.begin() + end, [](char c) {
      return static_cast<unsigned char>(c) >= kFirstCjkByte;
    });
    if (has_cjk) {
      add_by_script(text, begin, end, is_word, out);
    } else if (is_word) {
      add_word(text, begin, end, out);
    }
  }
}

// ICU joins Hangul to the letters and digits of other scripts beside it, and takes some CJK for no
// word: 々 after another script, Hangul before a mark.
void IcuWords::Impl::add_by_script(std::string_view text, std::uint32_t begin, std::uint32_t end,
                                   bool is_word, Cut& out) {
  for (std::uint32_t at = begin; begin < end;) {
    const bool cjk = is_cjk(next_character(text, at, end));
    while (at < end) {
      std::uint32_t after = at;
      const char32_t c = next_character(text, after, end);
      if (cjk ? !is_cjk(c) && !joins_cjk(c) : is_cjk(c)) break;
      at = after;
    }
    if (cjk) {
      add_cjk_word(text, begin, at, out);
    } else if (is_word) {
      add_word(text, begin, at, out);
    }
    begin = at;
  }
}

void IcuWords::Impl::add_word(std::string_view text, std::uint32_t begin, std::uint32_t end,
                              Cut& out) {
  const std::string_view bytes = text.substr(begin, end - begin);
  const bool ascii = std::all_of(bytes.begin(), bytes.end(), is_ascii_alnum);
  const std::string_view folded =
      ascii ? std::string_view() : utf8_prefix(fold(bytes), kMaxTermBytes);
  if (ascii || !folded.empty()) out.words.push_back({begin, end, std::string(folded), 0});
}

void IcuWords::Impl::add_cjk_word(std::string_view text, std::uint32_t begin, std::uint32_t end,
                                  Cut& out) {
  bool plain = true;
  std::uint32_t characters = 0;
  for (std::uint32_t at = begin; at < end;) {
    Character character{at, at, {}};
    bool as_it_stands = is_plain_cjk(next_character(text, at, end));
    for (std::uint32_t after = at; after < end; at = after) {
      if (!joins_cjk(next_character(text, after, end))) break;
      as_it_stands = false;
    }
    character.end = at;
    if (!as_it_stands) {
      plain = false;
      character.folded = fold(text.substr(character.begin, at - character.begin));
      if (character.folded.empty()) continue;  // a filler
    }
    out.characters.push_back(std::move(character));
    ++characters;
  }
  if (characters == 0) return;
  const std::string_view bytes = text.substr(begin, end - begin);
  out.words.push_back({begin, end,
                       std::string(utf8_prefix(plain ? bytes : fold(bytes), kMaxTermBytes)),
                       characters});
}

const IcuWords::Cut& IcuWords::cut(std::string_view text) {
  if (text.size() > kLongestRemembered) {
    impl_->cut(text, impl_->long_text);
    return impl_->long_text;
  }
  auto& place = impl_->remembered[std::hash<std::string_view>{}(text) % kRemembered];
  if (place.text != text || text.empty()) {
    place.text.clear();
    impl_->cut(text, place.cut);
    place.text = text;
  }
  return place.cut;
}

}  // namespace modelzoo::index
