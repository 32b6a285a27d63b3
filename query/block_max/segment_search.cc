#include "query/block_max/segment_search.h"

#include <algorithm>
#include <optional>
#include <string>

namespace modelzoo::query {
SegmentSearch::SegmentSearch(const index::Snapshot& snapshot, std::uint32_t segment,
                             const RankedQuery& query, const StarPrior& prior, std::size_t k,
                             HitHeap& heap, SearchScratch& scratch)
    : view_(snapshot.segments()[segment]),
      segment_(segment),
      query_(query),
      prior_(prior),
      k_(k),
      heap_(heap),
      scratch_(scratch),
      changed_(view_.changed.get()),
      built_stars_(view_.reader->doc_count() > 0 ? view_.built[0].stars : 0),
      most_prior_(prior.at_most(std::max(built_stars_, changed_ ? changed_->most_stars() : 0))) {}

// The scratch outlives the segment: it must not keep its bytes.
SegmentSearch::~SegmentSearch() {
  for (WordLane* lane : lanes_) lane->list = index::PostingList();
}

std::uint32_t SegmentSearch::prior_between(index::DocId first, index::DocId last) const {
  if (most_prior_ == 0) return 0;
  // Of those as built, in star order, the first has the most.
  std::uint32_t stars = built_stars(first / index::kNumbersPerChunk);
  if (changed_ != nullptr) {
    const std::size_t end = std::min(last, view_.reader->doc_count() - 1);
    for (std::size_t chunk = first / index::kNumbersPerChunk;
         chunk <= end / index::kNumbersPerChunk; ++chunk) {
      stars = std::max(stars, changed_->most_stars_of(chunk));
    }
  }
  return prior_.at_most(stars);
}

void SegmentSearch::offer(index::DocId doc, std::uint32_t text) {
  if (!view_.is_live(doc)) return;
  const bool as_built = !is_changed(doc);
  const bool starless = as_built && built_stars_ == 0;
  const std::uint32_t stars = starless ? 0 : view_.doc_numbers(doc).stars;
  const std::uint32_t score = text + prior_.of(stars);
  if (score < floor_ || (heap_.full() && score < heap_.worst().score)) return;
  heap_.insert({score, stars, {segment_, doc}, view_.reader.get(), as_built});
}

// False when no document can be among the best whose text scores at most that.
bool SegmentSearch::may_reach(std::uint32_t text) const { return text + most_prior_ >= needed(0); }

// False when a word that every hit must have is not there.
Result<bool> SegmentSearch::open_lanes() {
  const bool positions = query_.mode == MatchMode::kPhrase && query_.places.size() > 1;
  std::vector<std::optional<index::TermInfo>>& terms = scratch_.terms;
  terms.clear();
  std::uint32_t bound = 0;
  for (const RankedWord& word : query_.words) {
    terms.push_back(view_.reader->find_term(word.term));
    if (!terms.back() && query_.mode != MatchMode::kAny) return false;
    if (terms.back()) bound += word.weight * terms.back()->max_impact;
  }
  // Most small segments end here, without a look at their lists.
  if (bound == 0 || !may_reach(bound)) return false;
  while (scratch_.lanes.size() < query_.words.size()) {
    scratch_.lanes.push_back(std::make_unique<WordLane>());
  }
  for (std::size_t w = 0; w < query_.words.size(); ++w) {
    if (!terms[w]) continue;
    auto list = view_.reader->posting_list(*terms[w], positions);
    if (!list) return std::move(list).error();
    const index::CommonWord* const common =
        query_.words.size() > 1 || row_finds_changed(view_, list->count())
            ? view_.reader->common_word(*terms[w], *list)
            : nullptr;
    WordLane& lane = *scratch_.lanes[lanes_.size()];
    lane.reset(w, query_.words[w].weight, std::move(list).value(), common);
    lanes_.push_back(&lane);
  }
  return !lanes_.empty();
}

Status SegmentSearch::run() {
  lanes_.reserve(query_.words.size());
  const auto opened = open_lanes();
  if (!opened) return Error(opened.error());
  if (!*opened) return Ok{};
  const bool phrase = query_.mode == MatchMode::kPhrase && query_.places.size() > 1;
  if (lanes_.size() == 1 && !phrase) {
    search_one_word(*this);
  } else if (query_.mode == MatchMode::kAny) {
    search_any_word(*this);
  } else {
    search_all_words(*this, phrase);
  }
  for (const WordLane* lane : lanes_) {
    if (lane->damaged) {
      return Error{ErrorCode::kCorrupt, "term \"" + query_.words[lane->word].term +
                                            "\": a damaged posting list; run `modelzoo check`"};
    }
  }
  return Ok{};
}

}  // namespace modelzoo::query
