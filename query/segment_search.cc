#include "query/segment_search.h"

#include <algorithm>
#include <string>

namespace modelzoo::query {
namespace {

constexpr std::uint32_t kUnknown = 0xffffffffU;

}  // namespace

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
      most_prior_(prior.of(view_.bounds.most_stars)),
      as_built_(view_.bounds.as_built) {
  if (most_prior_ > 0) scratch_.chunk_priors.assign(view_.numbers.size(), kUnknown);
}

// The scratch outlives the segment: it must not keep its bytes.
SegmentSearch::~SegmentSearch() {
  for (WordLane* lane : lanes_) lane->list = index::PostingList();
}

std::uint32_t SegmentSearch::chunk_prior(std::size_t chunk) {
  std::uint32_t& prior = scratch_.chunk_priors[chunk];
  if (prior == kUnknown) prior = prior_.of(view_.bounds.max_stars[chunk]);
  return prior;
}

std::uint32_t SegmentSearch::prior_between(index::DocId first, index::DocId last) {
  if (most_prior_ == 0) return 0;
  std::uint32_t most = 0;
  const std::size_t end =
      std::min(view_.numbers.size(), std::size_t{last} / index::kNumbersPerChunk + 1);
  for (std::size_t c = first / index::kNumbersPerChunk; c < end; ++c) {
    most = std::max(most, chunk_prior(c));
  }
  return most;
}

void SegmentSearch::offer(index::DocId doc, std::uint32_t text) {
  if (!view_.is_live(doc)) return;
  const bool starless = view_.bounds.max_stars[doc / index::kNumbersPerChunk] == 0;
  const std::uint32_t stars = starless ? 0 : view_.doc_numbers(doc).stars;
  const std::uint32_t score = text + prior_.of(stars);
  if (score < floor_ || (heap_.full() && score < heap_.worst().score)) return;
  heap_.insert({score, stars, {segment_, doc}, view_.reader.get(), as_built_});
}

// False when a word that every hit must have is not there.
Result<bool> SegmentSearch::open_lanes() {
  const bool positions = query_.mode == MatchMode::kPhrase && query_.places.size() > 1;
  while (scratch_.lanes.size() < query_.words.size()) {
    scratch_.lanes.push_back(std::make_unique<WordLane>());
  }
  for (std::size_t w = 0; w < query_.words.size(); ++w) {
    const auto info = view_.reader->find_term(query_.words[w].term);
    if (!info) {
      if (query_.mode != MatchMode::kAny) return false;
      continue;
    }
    auto list = view_.reader->posting_list(*info, positions);
    if (!list) return std::move(list).error();
    const index::CommonWord* const common =
        query_.words.size() > 1 ? view_.reader->common_word(*info, *list) : nullptr;
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
