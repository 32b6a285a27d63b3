#include "index/analysis/icu_words.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

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
  std::int32_t at = 0;
  std::string folded;

  // Texts of before, by hash.
  struct Remembered {
    std::string text;
    std::vector<Word> words;
  };
  std::vector<Remembered> remembered = std::vector<Remembered>(kRemembered);
  std::vector<Word> words;  // of a long text

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
    kept.toUTF8String(folded);
  }

  void start(std::string_view text);
  bool next_word(std::uint32_t& begin, std::uint32_t& end);
  std::string_view fold(std::string_view word);
  void cut(std::string_view text, std::vector<Word>& out);
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

// Starts on `text`, which must live until the last next_word().
void IcuWords::Impl::start(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  source = utext_openUTF8(source, text.data(), static_cast<std::int64_t>(text.size()), &status);
  require(status, "text reader");
  breaks->setText(source, status);
  require(status, "word boundaries");
  at = breaks->first();
}

// False at the end. [begin, end) are bytes of the text.
bool IcuWords::Impl::next_word(std::uint32_t& begin, std::uint32_t& end) {
  for (;;) {
    const std::int32_t next = breaks->next();
    if (next == icu::BreakIterator::DONE) return false;
    const std::int32_t from = at;
    at = next;
    if (breaks->getRuleStatus() < UBRK_WORD_NONE_LIMIT) continue;
    begin = static_cast<std::uint32_t>(from);
    end = static_cast<std::uint32_t>(next);
    return true;
  }
}

std::string_view IcuWords::Impl::fold(std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  const auto written = icu::UnicodeString::fromUTF8(
      icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
  icu::UnicodeString in_case;
  casefold->normalize(written, in_case, status);
  icu::UnicodeString decomposed;
  decompose->normalize(in_case, decomposed, status);
  folded.clear();
  if (U_FAILURE(status)) return folded;
  // Composed again: Hangul and voiced kana stay single letters.
  icu::UnicodeString before_accents;
  append_without_accents(decomposed);
  const auto kept = icu::UnicodeString::fromUTF8(folded);
  const icu::Normalizer2* compose = icu::Normalizer2::getNFCInstance(status);
  if (U_SUCCESS(status)) compose->normalize(kept, before_accents, status);
  if (U_SUCCESS(status)) {
    folded.clear();
    before_accents.toUTF8String(folded);
  }
  return folded;
}

void IcuWords::Impl::cut(std::string_view text, std::vector<Word>& out) {
  out.clear();
  start(text);
  Word word;
  while (next_word(word.begin, word.end)) {
    const std::string_view bytes = text.substr(word.begin, word.end - word.begin);
    const bool ascii = std::all_of(bytes.begin(), bytes.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    word.folded = ascii ? std::string_view() : utf8_prefix(fold(bytes), kMaxTermBytes);
    if (ascii || !word.folded.empty()) out.push_back(word);
  }
}

const std::vector<IcuWords::Word>& IcuWords::words(std::string_view text) {
  if (text.size() > kLongestRemembered) {
    impl_->cut(text, impl_->words);
    return impl_->words;
  }
  auto& place = impl_->remembered[std::hash<std::string_view>{}(text) % kRemembered];
  if (place.text != text || text.empty()) {
    place.text.clear();
    impl_->cut(text, place.words);
    place.text = text;
  }
  return place.words;
}

}  // namespace modelzoo::index
