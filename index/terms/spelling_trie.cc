#include "index/terms/spelling_trie.h"

#include <algorithm>

#include "schemas/utf8.h"

namespace modelzoo::index {
namespace {

// From here on the basic plane holds radicals, kana, ideographs and syllables; before it, but for
// Hangul's letters, scripts that spell.
constexpr char32_t kFirstUnspelled = 0x2E80;
constexpr char32_t kHangulJamo = 0x1100;
constexpr char32_t kAfterHangulJamo = 0x1200;

}  // namespace

std::u16string spelled_characters(std::string_view text) {
  std::u16string out;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) return {};
    constexpr unsigned char kLeadBits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t c = static_cast<unsigned char>(text[0]) & kLeadBits[length];
    for (std::size_t i = 1; i < length; ++i)
      c = (c << 6) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    if (c >= kFirstUnspelled || (c >= kHangulJamo && c < kAfterHangulJamo)) return {};
    out.push_back(static_cast<char16_t>(c));
    text.remove_prefix(length);
  }
  return out;
}

SpellingTrie::SpellingTrie(const std::vector<std::u16string>& words) {
  lengths_.reserve(words.size());
  for (const std::u16string& word : words)
    lengths_.push_back(static_cast<std::uint8_t>(std::min<std::size_t>(word.size(), 255)));
  nodes_.push_back({0, 0, 0, 0, static_cast<std::uint32_t>(words.size())});
  // Nodes are finished in the order in which they were added; depths run along.
  std::vector<std::uint8_t> depths = {0};
  for (std::size_t at = 0; at < nodes_.size(); ++at) {
    Node node = nodes_[at];
    const std::size_t depth = depths[at];
    if (node.leaf()) {
      const std::u16string_view rest = std::u16string_view(words[node.begin]).substr(depth);
      node.first = static_cast<std::uint32_t>(rests_.size());
      node.count = static_cast<std::uint16_t>(rest.size());
      rests_ += rest;
      nodes_[at] = node;
      continue;
    }
    node.first = static_cast<std::uint32_t>(nodes_.size());
    std::uint32_t word = node.begin;
    while (word < node.end && words[word].size() == depth) ++word;
    while (word < node.end) {
      const char16_t label = words[word][depth];
      std::uint32_t end = word + 1;
      while (end < node.end && words[end][depth] == label) ++end;
      nodes_.push_back({label, 0, 0, word, end});
      depths.push_back(static_cast<std::uint8_t>(depth + 1));
      word = end;
    }
    node.count = static_cast<std::uint16_t>(nodes_.size() - node.first);
    nodes_[at] = node;
  }
}

}  // namespace modelzoo::index
