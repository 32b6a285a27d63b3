#include "query/suggestions/completion_index.h"

#include <algorithm>
#include <queue>
#include <set>

#include "query/planning/edit_distance_automaton.h"
#include "query/planning/similar_words.h"

namespace modelzoo::query {

CompletionIndex::CompletionIndex(std::vector<Key> keys) {
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) {
    return a.text != b.text ? a.text < b.text : a.item < b.item;
  });
  std::vector<std::u16string> words;
  for (const Key& key : keys) {
    std::u16string word = index::spelled_characters(key.text);
    word.resize(std::min(word.size(), index::kMostSpelled));
    const auto place = static_cast<std::uint32_t>(keys_.size());
    if (!word.empty() && (words.empty() || words.back() < word)) {
      words.push_back(std::move(word));
      spelled_.emplace_back(place, place + 1);
    } else if (!word.empty()) {
      spelled_.back().second = place + 1;  // the same in its first characters
    }
    keys_.push_back({static_cast<std::uint32_t>(texts_.size()), key.item, key.weight});
    texts_ += key.text;
  }
  trie_ = index::SpellingTrie(words);
  const auto count = static_cast<std::uint32_t>(keys_.size());
  tree_.resize(std::size_t{2} * count);
  for (std::uint32_t i = 0; i < count; ++i) tree_[count + i] = i;
  for (std::uint32_t node = count; node-- > 1;) {
    const std::uint32_t left = tree_[2 * node];
    const std::uint32_t right = tree_[2 * node + 1];
    tree_[node] = heavier(right, left) ? right : left;
  }
}

bool CompletionIndex::heavier(std::uint32_t a, std::uint32_t b) const {
  if (keys_[a].weight != keys_[b].weight) return keys_[a].weight > keys_[b].weight;
  return keys_[a].item != keys_[b].item ? keys_[a].item < keys_[b].item : a < b;
}

// REQUIRES: not empty.
std::uint32_t CompletionIndex::heaviest(Range range) const {
  std::uint32_t best = range.first;
  const auto count = static_cast<std::uint32_t>(keys_.size());
  for (std::uint32_t low = range.first + count, high = range.second + count; low < high;
       low /= 2, high /= 2) {
    if (low % 2 == 1 && heavier(tree_[low], best)) best = tree_[low];
    low += low % 2;
    if (high % 2 == 1 && heavier(tree_[high - 1], best)) best = tree_[high - 1];
    high -= high % 2;
  }
  return best;
}

// The heaviest of all ranges; then the range it was in is two.
void CompletionIndex::visit_ranges(const std::vector<Range>& ranges, const Visit& visit) const {
  struct Open {
    std::uint32_t key;
    Range range;
  };
  const auto lighter = [this](const Open& a, const Open& b) { return heavier(b.key, a.key); };
  std::priority_queue<Open, std::vector<Open>, decltype(lighter)> open(lighter);
  const auto push = [&](Range range) {
    if (range.first < range.second) open.push({heaviest(range), range});
  };
  for (const Range& range : ranges) push(range);
  std::set<std::uint32_t> seen;
  while (!open.empty()) {
    const Open top = open.top();
    open.pop();
    const Entry& entry = keys_[top.key];
    if (seen.insert(entry.item).second && !visit(entry.item, entry.weight)) return;
    push({top.range.first, top.key});
    push({top.key + 1, top.range.second});
  }
}

void CompletionIndex::visit(std::string_view prefix, const Visit& visit) const {
  const auto first_not = [&](const auto& before) {
    std::uint32_t low = 0;
    auto high = static_cast<std::uint32_t>(keys_.size());
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      before(text(middle)) ? low = middle + 1 : high = middle;
    }
    return low;
  };
  const std::uint32_t begin = first_not([&](std::string_view key) { return key < prefix; });
  const std::uint32_t end =
      first_not([&](std::string_view key) { return key.substr(0, prefix.size()) <= prefix; });
  visit_ranges({{begin, end}}, visit);
}

void CompletionIndex::visit_similar(std::string_view prefix, const Visit& visit) const {
  const std::u16string characters = index::spelled_characters(prefix);
  if (!EditDistanceAutomaton::is_correctable(characters)) return;
  const unsigned most = characters.size() >= kLeastTwoEdits ? 2 : 1;
  std::vector<Range> ranges;
  for (unsigned edits = 1; edits <= most && ranges.empty(); ++edits) {
    visit_similar_prefixes(trie_, EditDistanceAutomaton(characters, edits),
                           [&](std::uint32_t begin, std::uint32_t end, unsigned) {
                             ranges.emplace_back(spelled_[begin].first, spelled_[end - 1].second);
                           });
  }
  visit_ranges(ranges, visit);
}

}  // namespace modelzoo::query
