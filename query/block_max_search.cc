// Three ways, chosen by what is asked:
//
// One word: its blocks in order; those whose largest impact cannot reach the k-th score so far are
// passed over undecoded.
//
// Any of several words: windows of 4,096 documents by falling bound (the sum of the words' largest
// impacts in the window, from the block tables). In a window, the words that together could not
// lift a document over the k-th score only complete candidates (MaxScore, Turtle & Flood 1995);
// the others are added up into an array of scores, a block at a time, without a branch per posting.
// Windows: Mallia, Suel & Tonellotto, "Faster Learned Sparse Retrieval with Block-Max Pruning"
// (2024). When windows are dense with postings of good words nothing is pruned, and the cost is
// that of unpacking and adding.
//
// All words, and phrases: the rarest word leads; for each of its documents the others' block bounds
// are asked before a block is decoded (Ding & Suel, "Faster top-k document retrieval using
// block-max indexes", 2011), and positions are read only for documents that would be among the
// best.
//
// A bound that equals the k-th score is enough only for a document that would win the tie: more
// stars, or a better name. In a segment whose numbers are as built, later documents have neither.
#include "query/block_max_search.h"

#include <algorithm>
#include <string>
#include <utility>

#include "query/score_window.h"
#include "query/star_prior.h"
#include "query/topk_heap.h"

namespace modelzoo::query {
namespace {

using index::DecodedBlock;
using index::DocId;
using index::kEndOfPostings;
using index::PostingCursor;

struct Entry {
  std::uint32_t score = 0;
  std::uint32_t stars = 0;
  index::DocAddress at;
  const index::SegmentReader* reader = nullptr;
  bool as_built = false;  // the segment's documents stand in the order of ties
};

struct Better {
  bool operator()(const Entry& a, const Entry& b) const {
    if (a.score != b.score) return a.score > b.score;
    if (a.as_built && a.at.segment == b.at.segment) return a.at.doc < b.at.doc;
    if (a.stars != b.stars) return a.stars > b.stars;
    const std::string_view x = a.reader->full_name(a.at.doc);
    const std::string_view y = b.reader->full_name(b.at.doc);
    if (x != y) return x < y;
    return std::pair(a.at.segment, a.at.doc) < std::pair(b.at.segment, b.at.doc);
  }
};

using Heap = TopkHeap<Entry, Better>;

// A word's list in the segment.
struct Lane {
  std::size_t word = 0;
  std::uint32_t weight = 0;
  PostingCursor cursor;
  std::vector<std::uint8_t> window_max;
  std::vector<std::uint32_t> window_block;  // the first block that reaches into the window
  std::size_t probe = 0;                    // block where the last probe ended
  [[nodiscard]] std::uint32_t bound() const { return weight * cursor.max_impact(); }
};

// What a word can add in the window at hand.
struct Part {
  Lane* lane = nullptr;
  std::uint32_t bound = 0;
  std::uint32_t sum = 0;  // of the bounds up to and with this one
};

class SegmentSearch {
 public:
  SegmentSearch(const index::Snapshot& snapshot, std::uint32_t segment, const RankedQuery& query,
                const StarPrior& prior, Heap& heap)
      : view_(snapshot.segments()[segment]),
        segment_(segment),
        query_(query),
        prior_(prior),
        heap_(heap) {
    for (const auto& chunk : view_.numbers) {
      chunk_prior_.push_back(prior.of(chunk->max_stars));
      most_prior_ = std::max(most_prior_, chunk_prior_.back());
      as_built_ = as_built_ && !chunk->edited;
    }
  }

  Status run() {
    const bool all = query_.mode != MatchMode::kAny;
    for (std::size_t w = 0; w < query_.words.size(); ++w) {
      const auto info = view_.reader->find_term(query_.words[w].term);
      if (!info) {
        if (all) return Ok{};
        continue;
      }
      auto cursor = view_.reader->postings(*info, query_.mode == MatchMode::kPhrase);
      if (!cursor) return std::move(cursor).error();
      lanes_.push_back({w, query_.words[w].weight, std::move(cursor).value(), {}, {}, 0});
    }
    if (lanes_.empty()) return Ok{};
    const bool positions = query_.mode == MatchMode::kPhrase && query_.places.size() > 1;
    if (lanes_.size() == 1 && !positions) {
      search_one();
    } else if (!all) {
      search_any();
    } else {
      search_all(positions);
    }
    for (const Lane& lane : lanes_) {
      if (lane.cursor.damaged()) {
        return Error{ErrorCode::kCorrupt, "term \"" + query_.words[lane.word].term +
                                              "\": a damaged posting list; run `modelzoo check`"};
      }
    }
    return Ok{};
  }

 private:
  // The least score with which a document from `first` on, with at most `stars`, is among the best.
  [[nodiscard]] std::uint32_t needed(DocId first, std::uint32_t stars) const {
    if (!heap_.full()) return 1;
    const Entry& worst = heap_.worst();
    bool tie_wins = stars >= worst.stars;
    if (as_built_ && worst.at.segment == segment_ && first > worst.at.doc) tie_wins = false;
    return worst.score + (tie_wins ? 0 : 1);
  }

  void offer(DocId doc, std::uint32_t text) {
    if (!view_.is_live(doc)) return;
    const bool starless = view_.numbers[doc / index::kNumbersPerChunk]->max_stars == 0;
    const std::uint32_t stars = starless ? 0 : view_.doc_numbers(doc).stars;
    const std::uint32_t score = text + prior_.of(stars);
    if (heap_.full() && score < heap_.worst().score) return;
    heap_.insert({score, stars, {segment_, doc}, view_.reader.get(), as_built_});
  }

  [[nodiscard]] std::uint32_t prior_bound(DocId first, DocId last) const {
    if (prior_.none()) return 0;
    std::uint32_t most = 0;
    for (DocId c = first / index::kNumbersPerChunk; c <= last / index::kNumbersPerChunk; ++c) {
      most = std::max(most, chunk_prior_[c]);
    }
    return most;
  }

  void search_one() {
    Lane& lane = lanes_[0];
    PostingCursor& cursor = lane.cursor;
    DocId first = 0;
    constexpr std::uint32_t kAnyStars = 0xffffffffU;
    for (std::size_t b = 0; b < cursor.block_count(); ++b) {
      const DocId last = cursor.last_doc_of(b);
      std::uint32_t need = needed(first, kAnyStars);
      if (lane.bound() + most_prior_ < need) return;
      const std::uint32_t bound = lane.weight * cursor.max_impact_of(b);
      if (bound + most_prior_ >= need && bound + prior_bound(first, last) >= need) {
        const DecodedBlock& block = cursor.block(b);
        for (std::size_t i = 0; i < block.count; ++i) {
          const std::uint32_t text = lane.weight * block.impacts[i];
          if (text + most_prior_ < need) continue;
          offer(block.docs[i], text);
          need = needed(block.docs[i] + 1, kAnyStars);
        }
      }
      first = last + 1;
    }
  }

  // The largest impact of each window, from the block table alone.
  void find_window_bounds(Lane& lane, std::size_t windows) const {
    lane.window_max.assign(windows, 0);
    lane.window_block.assign(windows, 0);
    std::size_t next = 0;  // the first window whose first block is not known
    DocId first = 0;
    for (std::size_t b = 0; b < lane.cursor.block_count(); ++b) {
      const DocId last = lane.cursor.last_doc_of(b);
      const std::uint8_t impact = lane.cursor.max_impact_of(b);
      const std::size_t end = std::min<std::size_t>(last / kScoreWindow + std::size_t{1}, windows);
      for (std::size_t w = first / kScoreWindow; w < end; ++w) {
        lane.window_max[w] = std::max(lane.window_max[w], impact);
      }
      for (; next < end; ++next) lane.window_block[next] = static_cast<std::uint32_t>(b);
      first = last + 1;
    }
  }

  void search_any() {
    const std::size_t windows = view_.numbers.size();
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order;  // bound, window
    for (Lane& lane : lanes_) find_window_bounds(lane, windows);
    for (std::size_t w = 0; w < windows; ++w) {
      std::uint32_t bound = 0;
      for (const Lane& lane : lanes_) bound += lane.weight * lane.window_max[w];
      if (bound > 0) order.emplace_back(bound + chunk_prior_[w], static_cast<std::uint32_t>(w));
    }
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    for (const auto& [bound, window] : order) {
      if (heap_.full() && bound < heap_.worst().score) return;
      if (bound >= needed(window * kScoreWindow, view_.numbers[window]->max_stars)) {
        search_window(window);
      }
    }
  }

  void search_window(std::uint32_t window) {
    const DocId base = window * kScoreWindow;
    const std::uint32_t stars = view_.numbers[window]->max_stars;
    const std::uint32_t prior = chunk_prior_[window];
    parts_.clear();
    for (Lane& lane : lanes_) {
      if (lane.window_max[window] == 0) continue;
      parts_.push_back({&lane, lane.weight * lane.window_max[window], 0});
    }
    std::sort(parts_.begin(), parts_.end(),
              [](const Part& a, const Part& b) { return a.bound < b.bound; });
    std::uint32_t sum = 0;
    for (Part& part : parts_) part.sum = sum += part.bound;
    std::uint32_t need = needed(base, stars);
    std::size_t completing = 0;  // words that only complete what others have found
    while (completing < parts_.size() && parts_[completing].sum + prior < need) ++completing;
    if (completing == parts_.size()) return;
    const std::uint32_t rest = (completing > 0 ? parts_[completing - 1].sum : 0) + prior;
    for (std::size_t p = 0; p < completing; ++p) {
      parts_[p].lane->probe = parts_[p].lane->window_block[window];
    }
    // Completes a candidate by the words that are left, as long as it may still be among the best.
    const auto consider = [&](DocId doc, std::uint32_t score) {
      std::size_t p = completing;
      for (; p > 0 && score + parts_[p - 1].sum + prior >= need; --p) {
        score += probe(*parts_[p - 1].lane, doc);
      }
      if (p > 0 || score + prior < need) return;
      offer(doc, score);
      need = needed(doc + 1, stars);
    };
    if (completing + 1 == parts_.size()) {
      // One word finds: its postings are the candidates, and nothing is to be added up.
      Lane& lane = *parts_.back().lane;
      each_part(lane, window, [&](const DecodedBlock& block, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
          const std::uint32_t score = lane.weight * block.impacts[i];
          if (score + rest >= need) consider(block.docs[i], score);
        }
      });
      return;
    }
    scores_.clear();
    for (std::size_t p = completing; p < parts_.size(); ++p) {
      const Lane& lane = *parts_[p].lane;
      each_part(*parts_[p].lane, window,
                [&](const DecodedBlock& block, std::size_t begin, std::size_t end) {
                  scores_.add(block, begin, end, base, lane.weight);
                });
    }
    for (const std::uint32_t i : scores_.reaching(need > rest ? need - rest : 1)) {
      const std::uint32_t score = scores_.score(i);
      if (score + rest >= need) consider(base + i, score);
    }
  }

  // Calls use(block, begin, end) for the postings of the word in the window.
  template <typename Use>
  static void each_part(Lane& lane, std::uint32_t window, Use use) {
    const DocId base = window * kScoreWindow;
    const DocId end = base + kScoreWindow;
    for (std::size_t b = lane.window_block[window]; b < lane.cursor.block_count(); ++b) {
      const DecodedBlock& block = lane.cursor.block(b);
      if (block.count == 0 || block.docs[0] >= end) return;
      const std::size_t begin = block.docs[0] >= base ? 0 : lower_bound(block, base);
      const bool whole = block.docs[block.count - 1] < end;
      const std::size_t stop = whole ? block.count : lower_bound(block, end);
      use(block, begin, stop);
      if (!whole) return;
    }
  }

  // The first posting whose document is not before `doc`; halving without branches.
  static std::size_t lower_bound(const DecodedBlock& block, DocId doc) {
    const DocId* first = block.docs.data();
    for (std::size_t length = block.count; length > 0;) {
      const std::size_t half = (length + 1) / 2;
      first = first[half - 1] < doc ? first + half : first;
      length -= half;
    }
    return static_cast<std::size_t>(first - block.docs.data());
  }

  // What the word adds to this document; probes of a window ascend.
  static std::uint32_t probe(Lane& lane, DocId doc) {
    lane.probe = lane.cursor.find_block(lane.probe, doc);
    if (lane.probe >= lane.cursor.block_count()) return 0;
    const DecodedBlock& block = lane.cursor.block(lane.probe);
    if (block.count == 0) return 0;
    const std::size_t at = lower_bound(block, doc);
    return at < block.count && block.docs[at] == doc ? lane.weight * block.impacts[at] : 0;
  }

  void search_all(bool positions) {
    std::sort(lanes_.begin(), lanes_.end(),
              [](const Lane& a, const Lane& b) { return a.cursor.count() < b.cursor.count(); });
    // after[j]: the most that the words behind the j-th can add.
    std::vector<std::uint32_t> after(lanes_.size(), 0);
    for (std::size_t j = lanes_.size() - 1; j > 0; --j) after[j - 1] = after[j] + lanes_[j].bound();
    Lane& lead = lanes_[0];
    constexpr std::uint32_t kAnyStars = 0xffffffffU;
    for (DocId doc = lead.cursor.doc(); doc != kEndOfPostings;) {
      const std::uint32_t need = needed(doc, kAnyStars);
      const std::uint32_t rest = after[0] + most_prior_;
      if (lead.bound() + rest < need) return;
      const std::size_t block = lead.cursor.current_block();
      if (lead.weight * lead.cursor.max_impact_of(block) + rest < need) {
        doc = lead.cursor.seek(lead.cursor.last_doc_of(block) + 1);
        continue;
      }
      const std::uint32_t score = complete(doc, lead.weight * lead.cursor.impact(), after, need);
      if (score > 0 && (!positions || in_sequence())) offer(doc, score);
      doc = lead.cursor.next();
    }
  }

  // The text score of a document that has all words and may be among the best, else 0.
  std::uint32_t complete(DocId doc, std::uint32_t score, const std::vector<std::uint32_t>& after,
                         std::uint32_t need) {
    const std::uint32_t prior = chunk_prior_[doc / index::kNumbersPerChunk];
    if (score + after[0] + prior < need) return 0;
    for (std::size_t j = 1; j < lanes_.size(); ++j) {
      PostingCursor& cursor = lanes_[j].cursor;
      if (cursor.doc() < doc) {
        const std::size_t block = cursor.find_block(cursor.current_block(), doc);
        if (block >= cursor.block_count()) return 0;
        const std::uint32_t bound = lanes_[j].weight * cursor.max_impact_of(block);
        if (score + bound + after[j] + prior < need) return 0;
        cursor.seek(doc);
      }
      if (cursor.doc() != doc) return 0;
      score += lanes_[j].weight * cursor.impact();
      if (score + after[j] + prior < need) return 0;
    }
    return score;
  }

  // Do the words stand at their distances in the document where all cursors are?
  bool in_sequence() {
    positions_.resize(query_.words.size());
    for (Lane& lane : lanes_) lane.cursor.positions(positions_[lane.word]);
    const RankedQuery::Place& first = query_.places.front();
    for (const index::Position at : positions_[first.word]) {
      bool all = true;
      for (std::size_t p = 1; p < query_.places.size() && all; ++p) {
        const RankedQuery::Place& place = query_.places[p];
        const auto& list = positions_[place.word];
        all = std::binary_search(list.begin(), list.end(), at + place.ordinal - first.ordinal);
      }
      if (all) return true;
    }
    return false;
  }

  const index::SegmentView& view_;
  const std::uint32_t segment_;
  const RankedQuery& query_;
  const StarPrior& prior_;
  Heap& heap_;
  std::vector<std::uint32_t> chunk_prior_;
  std::uint32_t most_prior_ = 0;
  bool as_built_ = true;
  std::vector<Lane> lanes_;
  std::vector<Part> parts_;
  std::vector<std::vector<index::Position>> positions_;
  static thread_local ScoreWindow scores_;
};

thread_local ScoreWindow SegmentSearch::scores_;

}  // namespace

Result<std::vector<RankedDoc>> search_top_k(const index::Snapshot& snapshot,
                                            const RankedQuery& query, std::size_t k,
                                            Ranking ranking) {
  std::uint64_t best = 0;
  for (const RankedWord& word : query.words) best += std::uint64_t{word.weight} * 255;
  const StarPrior prior(ranking == Ranking::kStar ? best : 0);
  k = static_cast<std::size_t>(std::min<std::uint64_t>(k, snapshot.live_count()));
  std::vector<RankedDoc> found;
  if (k == 0 || query.words.empty()) return found;
  Heap heap(k, {});
  for (std::uint32_t segment = 0; segment < snapshot.segments().size(); ++segment) {
    MODELZOO_RETURN_IF_ERROR(SegmentSearch(snapshot, segment, query, prior, heap).run());
  }
  for (const Entry& entry : heap.take_sorted()) found.push_back({entry.at, entry.score});
  return found;
}

}  // namespace modelzoo::query
