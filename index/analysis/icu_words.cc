#include "index/analysis/icu_words.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

#include <cstdio>
#include <cstdlib>

namespace modelzoo::index {
namespace {

// ICU's data is part of the installation: without it nothing can be searched.
void require(UErrorCode status, const char* what) {
  if (U_SUCCESS(status)) return;
  std::fprintf(stderr, "modelzoo: ICU cannot open its %s: %s\n", what, u_errorName(status));
  std::abort();
}

bool accents_are_dropped(UChar32 base) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(base, &status);
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
}

}  // namespace

struct IcuWords::Impl {
  std::unique_ptr<icu::BreakIterator> breaks;
  const icu::Normalizer2* fold = nullptr;
  const icu::Normalizer2* decompose = nullptr;
  UText* source = nullptr;
  std::int32_t at = 0;
  std::string folded;

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
};

IcuWords::IcuWords() : impl_(std::make_unique<Impl>()) {
  UErrorCode status = U_ZERO_ERROR;
  impl_->breaks.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  require(status, "word boundaries");
  impl_->fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  impl_->decompose = icu::Normalizer2::getNFDInstance(status);
  require(status, "normalisation data");
}

IcuWords::~IcuWords() = default;

void IcuWords::start(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  impl_->source =
      utext_openUTF8(impl_->source, text.data(), static_cast<std::int64_t>(text.size()), &status);
  require(status, "text reader");
  impl_->breaks->setText(impl_->source, status);
  require(status, "word boundaries");
  impl_->at = impl_->breaks->first();
}

bool IcuWords::next_word(std::uint32_t& begin, std::uint32_t& end) {
  for (;;) {
    const std::int32_t next = impl_->breaks->next();
    if (next == icu::BreakIterator::DONE) return false;
    const std::int32_t start = impl_->at;
    impl_->at = next;
    if (impl_->breaks->getRuleStatus() < UBRK_WORD_NONE_LIMIT) continue;
    begin = static_cast<std::uint32_t>(start);
    end = static_cast<std::uint32_t>(next);
    return true;
  }
}

std::string_view IcuWords::fold(std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  const auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
  icu::UnicodeString folded;
  impl_->fold->normalize(source, folded, status);
  icu::UnicodeString decomposed;
  impl_->decompose->normalize(folded, decomposed, status);
  impl_->folded.clear();
  if (U_FAILURE(status)) return impl_->folded;
  // Composed again: Hangul and voiced kana stay single letters.
  icu::UnicodeString before_accents;
  impl_->append_without_accents(decomposed);
  const auto kept = icu::UnicodeString::fromUTF8(impl_->folded);
  const icu::Normalizer2* compose = icu::Normalizer2::getNFCInstance(status);
  if (U_SUCCESS(status)) compose->normalize(kept, before_accents, status);
  if (U_SUCCESS(status)) {
    impl_->folded.clear();
    before_accents.toUTF8String(impl_->folded);
  }
  return impl_->folded;
}

}  // namespace modelzoo::index
