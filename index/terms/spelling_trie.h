// spelling_trie.h - the words of a segment by their characters, for look-ups that tolerate errors.
//
// Of the dictionary it holds what somebody may have meant to type: terms of 3 to 32 characters with
// two letters at least, in scripts where a word is spelled (not Chinese, Japanese or Korean).
//
// A trie in breadth-first order: the children of a node lie side by side, so that a walk costs one
// cache miss for each node that it enters. Where one word is left, its other characters follow as
// they are. About 30 bytes a word. Immutable: thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modelzoo::index {

inline constexpr std::size_t kLeastSpelled = 3;
inline constexpr std::size_t kMostSpelled = 32;

// The characters of a text; empty when it is malformed, or holds one outside the basic plane or of
// a script of syllables or ideographs.
[[nodiscard]] std::u16string spelled_characters(std::string_view text);

class SpellingTrie {
 public:
  struct Node {
    char16_t label = 0;
    std::uint16_t count = 0;  // of children, or of characters that follow when it is a leaf
    std::uint32_t first = 0;  // child, or place of those characters
    // The words below: places in the order of their addition.
    std::uint32_t begin = 0, end = 0;
    [[nodiscard]] bool leaf() const { return end - begin == 1; }
  };

  // `words`: ascending, distinct, not empty.
  explicit SpellingTrie(const std::vector<std::u16string>& words);
  SpellingTrie() : SpellingTrie(std::vector<std::u16string>{}) {}

  [[nodiscard]] const Node& root() const { return nodes_[0]; }
  // REQUIRES: not a leaf.
  [[nodiscard]] std::span<const Node> children(const Node& node) const {
    return std::span(nodes_).subspan(node.first, node.count);
  }
  // Of a leaf: what follows its label.
  [[nodiscard]] std::u16string_view rest(const Node& leaf) const {
    return std::u16string_view(rests_).substr(leaf.first, leaf.count);
  }
  // Does the word at node.begin end at this node of depth `depth`? Leaves end after their rest.
  [[nodiscard]] bool ends_here(const Node& node, std::size_t depth) const {
    return lengths_[node.begin] == depth;
  }
  [[nodiscard]] std::size_t memory_bytes() const {
    return nodes_.size() * sizeof(Node) + rests_.size() * sizeof(char16_t) + lengths_.size();
  }

 private:
  std::vector<Node> nodes_;
  std::u16string rests_;
  std::vector<std::uint8_t> lengths_;  // by word
};

}  // namespace modelzoo::index
