#include "tools/modelzoo_bench/typist.h"

#include <algorithm>
#include <vector>

namespace modelzoo::tools {
namespace {

struct Word {
  std::size_t begin, end;
};

std::vector<Word> words_of(const std::string& text, std::size_t least) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at && end - at >= least) words.push_back({at, end});
    at = end + 1;
  }
  return words;
}

}  // namespace

std::string Typist::edited(std::string text, std::size_t least) {
  const std::vector<Word> words = words_of(text, least);
  if (words.empty()) return text;
  const Word word = words[below(words.size())];
  const std::size_t at = word.begin + below(word.end - word.begin);
  switch (below(4)) {
    case 0:
      text.insert(at + below(2), 1, letter());
      break;
    case 1:
      text.erase(at, 1);
      break;
    case 2:
      text[at] = letter();
      break;
    default:
      if (word.end - word.begin > 1) {
        const std::size_t first = at + 1 < word.end ? at : at - 1;
        std::swap(text[first], text[first + 1]);
      }
  }
  return text;
}

}  // namespace modelzoo::tools
