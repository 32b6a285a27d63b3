// enough_words.h - which documents of a window hold enough of some words, told from the sets of
// documents of each word alone: what a document holds is looked up for none.
//
// The words are taken in order, with and without each: a branch ends where what is held is enough,
// or would not be with all that is left. With the most telling words first that is soon; no more
// than kMostWords are told apart. Thread-safe.
// Tested by: tests/unit/query/matching/enough_words_test.cc
#pragma once

#include <cstddef>
#include <vector>

#include "query/matching/window_bits.h"

namespace modelzoo::query {

// `Held` adds up with += and begins as Held{}.
template <typename Held>
struct CountedWord {
  const WindowBits* documents = nullptr;
  Held held{};  // of it alone
};

template <typename Held, typename Enough>
class EnoughWords {
 public:
  static constexpr std::size_t kMostWords = 6;

  // `enough(held)` stays true when more is held. REQUIRES: at most kMostWords.
  EnoughWords(const std::vector<CountedWord<Held>>& words, const Enough& enough)
      : words_(words), enough_(enough), rest_(words.size() + 1) {
    for (std::size_t i = words.size(); i-- > 0;) {
      rest_[i] = rest_[i + 1];
      rest_[i] += words[i].held;
    }
  }

  // Of `documents`, which hold `held` besides these words.
  [[nodiscard]] WindowBits of(const WindowBits& documents, const Held& held) const {
    WindowBits found;
    add(0, documents, held, found);
    return found;
  }

 private:
  void add(std::size_t i, const WindowBits& documents, const Held& held, WindowBits& found) const {
    if (enough_(held)) {
      found |= documents;
      return;
    }
    Held most = held;
    most += rest_[i];
    if (i == words_.size() || !enough_(most)) return;
    WindowBits with = documents;
    with &= *words_[i].documents;
    if (with.any()) {
      Held more = held;
      more += words_[i].held;
      add(i + 1, with, more, found);
    }
    WindowBits without = documents;
    without.remove(with);
    if (without.any()) add(i + 1, without, held, found);
  }

  const std::vector<CountedWord<Held>>& words_;
  const Enough& enough_;
  std::vector<Held> rest_;  // of the words from the i-th on
};

}  // namespace modelzoo::query
