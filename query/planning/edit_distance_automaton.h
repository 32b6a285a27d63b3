// edit_distance_automaton.h - which words are a few typing errors away from a given one.
//
// Edits are inserting, leaving out or changing a character, and exchanging two neighbours. One
// costs 2; one at the first character of the word costs 3, since people seldom get that one wrong.
// The budget is 3 for words from 4 characters (one edit, anywhere) and 4 for words from 8 (two
// edits behind the first character, or one at it).
//
// The automaton is the non-deterministic one of Schulz & Mihov, "Fast string correction with
// Levenshtein automata" (2002), with transpositions; its states are sets of (characters of the word
// used, cost), kept as one bit vector a cost as Wu & Manber, "Fast text searching allowing errors"
// (1992), do it, so that a step is some twenty operations on registers and needs no table.
//
// Immutable once made: thread-safe. Tested by:
// tests/unit/query/planning/edit_distance_automaton_test.cc, against the textbook's dynamic
// programme.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace modelzoo::query {

inline constexpr std::size_t kLeastCorrectable = 4;  // characters
inline constexpr std::size_t kLeastTwoEdits = 8;
inline constexpr std::size_t kMostCorrectable = 30;
inline constexpr unsigned kEditCost = 2;
inline constexpr unsigned kFirstCharacterCost = 3;
inline constexpr unsigned kNoMatch = 255;

class EditDistanceAutomaton {
 public:
  // A set of positions of the word for each cost, and of those where the later of two exchanged
  // characters has been read.
  struct State {
    std::uint32_t exact = 0, one = 0, first = 0, two = 0;
    std::uint32_t swapped_one = 0, swapped_first = 0, swapped_two = 0;
    [[nodiscard]] bool dead() const {
      return (exact | one | first | two | swapped_one | swapped_first | swapped_two) == 0;
    }
  };

  // Of at most `edits` edits, 1 or 2, where the word's length allows them. REQUIRES:
  // is_correctable(word).
  explicit EditDistanceAutomaton(std::u16string_view word, unsigned edits = 2);

  // Has 4 to 30 characters.
  [[nodiscard]] static bool is_correctable(std::u16string_view word) {
    return word.size() >= kLeastCorrectable && word.size() <= kMostCorrectable;
  }

  [[nodiscard]] State start() const;
  [[nodiscard]] State step(const State& state, char16_t next) const {
    const std::uint32_t here = places(next);        // the word's next character is this one
    const std::uint32_t after = here >> 1;          // the one after it is
    const std::uint32_t later = state.exact & ~1U;  // behind the first character, so far without
    const std::uint32_t begin = state.exact & 1U;   // an error; before it
    const std::uint32_t again = two_edits_ ? state.one : 0;
    State to;
    to.exact = (state.exact & here) << 1;
    to.one = ((state.one & here) << 1) | ((later & inside_) << 1) | later |
             ((state.swapped_one & here) << 2);
    to.first =
        ((state.first & here) << 1) | (begin << 1) | begin | ((state.swapped_first & here) << 2);
    to.two = ((state.two & here) << 1) | ((again & inside_) << 1) | again |
             ((state.swapped_two & here) << 2);
    to.swapped_one = later & after;
    to.swapped_first = begin & after;
    to.swapped_two = again & after;
    leave_out(to);
    return to;
  }
  // Cost of the word that led here, kNoMatch when it is too far off.
  [[nodiscard]] unsigned cost(const State& state) const {
    if ((state.exact & end_) != 0) return 0;
    if ((state.one & end_) != 0) return kEditCost;
    if ((state.first & end_) != 0) return kFirstCharacterCost;
    return (state.two & end_) != 0 ? 2 * kEditCost : kNoMatch;
  }
  // Of a whole word.
  [[nodiscard]] unsigned cost(std::u16string_view word) const;

 private:
  // Positions where the word has this character.
  [[nodiscard]] std::uint32_t places(char16_t c) const {
    if (c < kDirect) return direct_[c];
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < word_.size(); ++i) bits |= std::uint32_t{word_[i] == c} << i;
    return bits;
  }
  // Characters of the word that are missing: moves on without reading.
  void leave_out(State& state) const {
    state.one |= ((state.exact & ~1U) & inside_) << 1;
    state.first |= (state.exact & 1U) << 1;
    if (two_edits_) state.two |= ((state.one & ~1U) & inside_) << 1;
  }

  static constexpr std::size_t kDirect = 128;
  std::u16string word_;
  std::array<std::uint32_t, kDirect> direct_{};
  std::uint32_t inside_, end_;  // positions before the end; the end
  bool two_edits_;
};

}  // namespace modelzoo::query
