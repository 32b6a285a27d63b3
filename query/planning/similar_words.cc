#include "query/planning/similar_words.h"

#include <algorithm>
#include <map>

#include "index/segments/spelling_words.h"

namespace modelzoo::query {
namespace {

using index::SpellingTrie;
using State = EditDistanceAutomaton::State;
using Node = SpellingTrie::Node;

template <typename Visit>
class WholeWords {
 public:
  WholeWords(const SpellingTrie& trie, const EditDistanceAutomaton& automaton, const Visit& visit)
      : trie_(trie), automaton_(automaton), visit_(visit) {}

  // `state`: after `node`, which lies `depth` characters deep and is not dead.
  void below(const Node& node, std::size_t depth, const State& state) const {
    if (node.leaf()) {
      leaf(node, state);
      return;
    }
    if (node.begin < node.end && trie_.ends_here(node, depth)) accept(node.begin, state);
    for (const Node& child : trie_.children(node)) {
      const State next = automaton_.step(state, child.label);
      if (!next.dead()) below(child, depth + 1, next);
    }
  }

 private:
  void leaf(const Node& node, State state) const {
    for (const char16_t c : trie_.rest(node)) {
      state = automaton_.step(state, c);
      if (state.dead()) return;
    }
    accept(node.begin, state);
  }
  void accept(std::uint32_t word, const State& state) const {
    const unsigned cost = automaton_.cost(state);
    if (cost != kNoMatch) visit_(word, cost);
  }

  const SpellingTrie& trie_;
  const EditDistanceAutomaton& automaton_;
  const Visit& visit_;
};

template <typename Visit>
class Prefixes {
 public:
  Prefixes(const SpellingTrie& trie, const EditDistanceAutomaton& automaton, const Visit& visit)
      : trie_(trie), automaton_(automaton), visit_(visit) {}

  // `accepted`: the least cost of the path so far.
  void below(const Node& node, const State& state, unsigned accepted) const {
    accepted = accept(node, state, accepted);
    if (node.leaf()) {
      State at = state;
      for (const char16_t c : trie_.rest(node)) {
        at = automaton_.step(at, c);
        if (at.dead()) return;
        accepted = accept(node, at, accepted);
      }
      return;
    }
    for (const Node& child : trie_.children(node)) {
      const State next = automaton_.step(state, child.label);
      if (!next.dead()) below(child, next, accepted);
    }
  }

 private:
  unsigned accept(const Node& node, const State& state, unsigned accepted) const {
    const unsigned cost = automaton_.cost(state);
    if (cost >= accepted) return accepted;
    visit_(node.begin, node.end, cost);
    return cost;
  }

  const SpellingTrie& trie_;
  const EditDistanceAutomaton& automaton_;
  const Visit& visit_;
};

struct Candidate {
  std::string_view term;
  unsigned cost = 0;
  std::uint64_t doc_freq = 0;
};

// The same term of several segments is one, of the least cost.
void join_terms(std::vector<Candidate>& candidates) {
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.term != b.term ? a.term < b.term : a.cost < b.cost;
  });
  std::size_t kept = 0;
  for (const Candidate& candidate : candidates) {
    if (kept > 0 && candidates[kept - 1].term == candidate.term) {
      candidates[kept - 1].doc_freq += candidate.doc_freq;
    } else {
      candidates[kept++] = candidate;
    }
  }
  candidates.resize(kept);
}

// Does its one document have it in its name?
bool stands_in_name(const index::Snapshot& snapshot, std::string_view term) {
  for (const index::SegmentView& view : snapshot.segments()) {
    const auto info = view.reader->find_term(term);
    if (!info) continue;
    auto cursor = view.reader->postings(*info, false);
    return cursor && cursor->doc() != index::kEndOfPostings &&
           (cursor->fields() & index::field_bit(index::Field::kName)) != 0;
  }
  return false;
}

std::vector<SimilarWord> best(const index::Snapshot& snapshot, std::vector<Candidate> candidates,
                              std::string_view but, std::size_t limit) {
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    if (a.cost != b.cost) return a.cost < b.cost;
    return a.doc_freq != b.doc_freq ? a.doc_freq > b.doc_freq : a.term < b.term;
  });
  std::vector<SimilarWord> out;
  for (const Candidate& candidate : candidates) {
    if (out.size() == limit) break;
    if (candidate.term == but) continue;
    if (candidate.doc_freq == 1 && !stands_in_name(snapshot, candidate.term)) continue;
    out.push_back({std::string(candidate.term), candidate.cost, candidate.doc_freq});
  }
  return out;
}

// walk(trie, automaton, add), where add(word, cost) takes a word of the trie.
template <typename Walk>
std::vector<SimilarWord> over_segments(const index::Snapshot& snapshot, std::string_view text,
                                       std::string_view but, std::size_t limit, unsigned most_edits,
                                       const Walk& walk) {
  const std::u16string characters = index::spelled_characters(text);
  std::vector<SimilarWord> found;
  if (!EditDistanceAutomaton::is_correctable(characters)) return found;
  const unsigned most = characters.size() >= kLeastTwoEdits ? most_edits : 1;
  for (unsigned edits = 1; edits <= most && found.empty(); ++edits) {
    const EditDistanceAutomaton automaton(characters, edits);
    std::vector<Candidate> candidates;
    for (const index::SegmentView& view : snapshot.segments()) {
      const index::SpellingWords& words = view.reader->spelling();
      walk(words.trie, automaton, [&](std::uint32_t word, unsigned cost) {
        const std::uint32_t ordinal = words.ordinals[word];
        candidates.push_back(
            {view.reader->term(ordinal), cost, view.reader->term_info(ordinal).doc_freq});
      });
    }
    if (snapshot.segments().size() > 1) join_terms(candidates);
    found = best(snapshot, std::move(candidates), but, limit);
  }
  return found;
}

}  // namespace

void visit_similar(const SpellingTrie& trie, const EditDistanceAutomaton& automaton,
                   const std::function<void(std::uint32_t, unsigned)>& visit) {
  WholeWords(trie, automaton, visit).below(trie.root(), 0, automaton.start());
}

void visit_similar_prefixes(
    const SpellingTrie& trie, const EditDistanceAutomaton& automaton,
    const std::function<void(std::uint32_t, std::uint32_t, unsigned)>& visit) {
  Prefixes(trie, automaton, visit).below(trie.root(), automaton.start(), kNoMatch);
}

std::vector<SimilarWord> similar_words(const index::Snapshot& snapshot, std::string_view word,
                                       std::size_t limit, unsigned most_edits) {
  return over_segments(snapshot, word, word, limit, most_edits,
                       [](const SpellingTrie& trie, const EditDistanceAutomaton& automaton,
                          const auto& add) { visit_similar(trie, automaton, add); });
}

std::vector<SimilarWord> similar_prefixes(const index::Snapshot& snapshot, std::string_view prefix,
                                          std::size_t limit) {
  return over_segments(
      snapshot, prefix, {}, limit, 2,
      [](const SpellingTrie& trie, const EditDistanceAutomaton& automaton, const auto& add) {
        // Ranges of lower cost lie within others: the least of each word, once.
        std::map<std::uint32_t, unsigned> costs;
        visit_similar_prefixes(trie, automaton,
                               [&](std::uint32_t begin, std::uint32_t end, unsigned cost) {
                                 for (; begin < end; ++begin) {
                                   unsigned& least = costs.emplace(begin, cost).first->second;
                                   least = std::min(least, cost);
                                 }
                               });
        for (const auto& [word, cost] : costs) add(word, cost);
      });
}

}  // namespace modelzoo::query
