#include "query/planning/edit_distance_automaton.h"

namespace modelzoo::query {

EditDistanceAutomaton::EditDistanceAutomaton(std::u16string_view word, unsigned edits)
    : word_(word),
      inside_((std::uint32_t{1} << word.size()) - 1),
      end_(std::uint32_t{1} << word.size()),
      two_edits_(edits > 1 && word.size() >= kLeastTwoEdits) {
  for (std::size_t i = 0; i < word_.size(); ++i) {
    if (word_[i] < kDirect) direct_[word_[i]] |= std::uint32_t{1} << i;
  }
}

EditDistanceAutomaton::State EditDistanceAutomaton::start() const {
  State state;
  state.exact = 1;
  leave_out(state);
  return state;
}

unsigned EditDistanceAutomaton::cost(std::u16string_view word) const {
  State state = start();
  for (const char16_t c : word) {
    state = step(state, c);
    if (state.dead()) return kNoMatch;
  }
  return cost(state);
}

}  // namespace modelzoo::query
