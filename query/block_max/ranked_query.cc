#include "query/block_max/ranked_query.h"

#include <algorithm>

#include "index/analysis/tokenizer.h"
#include "query/block_max/text_score.h"

namespace modelzoo::query {
namespace {

class WordCollector final : public index::TokenSink {
 public:
  explicit WordCollector(RankedQuery& query) : query_(query) {}
  void token(const index::Token& token) override {
    if (token.beside()) return;
    const auto known =
        std::find_if(query_.words.begin(), query_.words.end(),
                     [&](const RankedWord& word) { return word.term == token.term; });
    const auto word = static_cast<std::size_t>(known - query_.words.begin());
    if (known == query_.words.end()) query_.words.push_back({std::string(token.term), 0});
    query_.places.push_back({word, token.ordinal});
  }

 private:
  RankedQuery& query_;
};

}  // namespace

RankedQuery make_ranked_query(std::string_view text, MatchMode mode,
                              const index::Snapshot& snapshot) {
  thread_local index::Tokenizer tokenizer;
  RankedQuery query;
  query.mode = mode;
  WordCollector collector(query);
  tokenizer.tokenize(text, 0, collector);
  for (std::size_t w = 0; w < query.words.size(); ++w) {
    const auto times = static_cast<std::uint32_t>(
        std::count_if(query.places.begin(), query.places.end(),
                      [&](const RankedQuery::Place& place) { return place.word == w; }));
    query.words[w].weight =
        times * idf_weight(snapshot.doc_freq(query.words[w].term), snapshot.live_count());
  }
  return query;
}

}  // namespace modelzoo::query
