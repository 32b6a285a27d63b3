// Any of several words, by MaxScore (Turtle & Flood 1995) taken a word at a time, the strongest
// first. A word's postings are filtered by their impacts, 64 an instruction: what remains are the
// documents that could still be among the best if they had all weaker words as well. Only these are
// unpacked and completed, by a look into the rows of common words or a probe of the others' lists;
// a document that has a stronger word was seen from there. When the words that are left could not
// lift a document over the k-th score, the search ends: most queries never touch the postings of
// their commonest words.
//
// When too many postings of a word pass the filter (words of about the same weight, or common ones
// alone), the rest of the query is answered by windows of documents instead: scores of 16 bits,
// rounded up, from the rows in vectors and from the other lists posting by posting, then the exact
// score of those that reach the bound. Windows: Mallia, Suel & Tonellotto, "Faster Learned Sparse
// Retrieval with Block-Max Pruning" (2024). index/DESIGN.md has the figures behind the choice.
#include <algorithm>
#include <bit>

#include "query/block_max/segment_search.h"
#include "query/block_max/top_postings.h"

namespace modelzoo::query {
namespace {

using index::DecodedBlock;
using index::DocId;

// Nanoseconds, measured on S and L; only their ratios matter.
constexpr double kBlockCost = 45;      // to unpack a block
constexpr double kRowProbeCost = 8;    // to complete a document from a row
constexpr double kListProbeCost = 25;  // or from a list
constexpr double kWindowCost = 100;    // of a window, and for each row in it
constexpr double kAddCost = 1.5;       // of a posting added to a window

constexpr std::size_t kMostWindowWords = 64;  // so that their impacts fit into 16 bits

class AnyWordSearch {
 public:
  explicit AnyWordSearch(SegmentSearch& search)
      : search_(search), lanes_(search.lanes()), scratch_(search.scratch()) {
    std::sort(lanes_.begin(), lanes_.end(),
              [](const WordLane* a, const WordLane* b) { return a->bound > b->bound; });
    after_.assign(lanes_.size(), 0);
    for (std::size_t i = lanes_.size() - 1; i > 0; --i) {
      after_[i - 1] = after_[i] + lanes_[i]->bound;
    }
  }

  void run() {
    raise_floor_by_best(search_);
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const std::uint32_t need = search_.needed(0);
      if (lanes_[i]->bound + after_[i] + search_.most_prior() < need) return;
      if (windows_are_cheaper(i, need)) {
        search_windows(i);
        return;
      }
      lead(i);
    }
  }

 private:
  // Documents whose strongest word is the i-th.
  void lead(std::size_t i) {
    WordLane& lane = *lanes_[i];
    DocId first = 0;
    for (std::size_t b = 0; b < lane.list.block_count(); ++b) {
      const DocId last = lane.list.last_doc_of(b);
      const std::uint32_t rest = after_[i] + search_.most_prior();
      if (lane.weight * lane.list.max_impact_of(b) + rest >= search_.needed(first)) {
        lead_block(i, b, first, last);
      }
      first = last + 1;
    }
  }

  void lead_block(std::size_t i, std::size_t b, DocId first, DocId last) {
    WordLane& lane = *lanes_[i];
    const std::uint32_t rest = after_[i] + search_.prior_between(first, last);
    Mask64 masks[2];
    const DecodedBlock* const block = lane.load_lifting(b, search_.needed(first), rest, masks);
    if (block == nullptr) return;
    for (unsigned half = 0; half < 2; ++half) {
      for (Mask64 left = masks[half]; left != 0; left &= left - 1) {
        const std::size_t at = half * 64 + static_cast<std::size_t>(std::countr_zero(left));
        complete(block->docs[at], lane.weight * block->impacts[at], i + 1, i);
      }
    }
  }

  // Adds to `score` what the words from the `next`-th on add, and offers the document when it may
  // be among the best and none of the first `seen` words, whose documents are done, is in it.
  void complete(DocId doc, std::uint32_t score, std::size_t next, std::size_t seen) {
    const std::uint32_t need = search_.needed(doc);
    const std::uint32_t prior = search_.prior_at(doc);
    std::uint32_t bound =
        score + prior + (next > 0 ? after_[next - 1] : after_[0] + lanes_[0]->bound);
    for (; next < lanes_.size(); ++next) {
      if (bound < need) return;
      WordLane& lane = *lanes_[next];
      const std::uint32_t part = lane.weight * lane.impact(doc);
      score += part;
      bound = bound - lane.bound + part;
    }
    if (bound < need) return;
    for (std::size_t j = 0; j < seen; ++j) {
      if (lanes_[j]->impact(doc) > 0) return;
    }
    search_.offer(doc, score);
  }

  // The share of the word's postings that pass the filter, from a sample of its blocks.
  double passing_share(const WordLane& lane, std::uint8_t least) const {
    constexpr std::size_t kSample = 8;
    const std::size_t blocks = lane.list.block_count();
    const std::size_t step = std::max<std::size_t>(1, blocks / kSample);
    std::size_t passing = 0;
    std::size_t seen = 0;
    for (std::size_t b = 0; b + 1 < blocks; b += step) {
      seen += index::kPostingsPerBlock;
      if (lane.list.max_impact_of(b) < least) continue;
      const std::string_view impacts = lane.list.impacts_of(b);
      if (impacts.size() != index::kPostingsPerBlock) continue;
      const auto* const bytes = reinterpret_cast<const std::uint8_t*>(impacts.data());
      passing +=
          static_cast<std::size_t>(std::popcount(impact_kernels().reaching(bytes, least)) +
                                   std::popcount(impact_kernels().reaching(bytes + 64, least)));
    }
    return seen == 0 ? 1 : static_cast<double>(passing) / static_cast<double>(seen);
  }

  [[nodiscard]] bool windows_are_cheaper(std::size_t i, std::uint32_t need) const {
    const WordLane& lane = *lanes_[i];
    if (lanes_.size() - i > kMostWindowWords) return false;
    const double windows =
        static_cast<double>((search_.view().reader->doc_count() + kScoreWindow - 1) / kScoreWindow);
    double by_windows = windows * kWindowCost;
    for (std::size_t j = i; j < lanes_.size(); ++j) {
      by_windows += lanes_[j]->row != nullptr
                        ? windows * kWindowCost
                        : static_cast<double>(lanes_[j]->list.count()) * kAddCost;
    }
    const auto count = static_cast<double>(lane.list.count());
    const auto blocks = static_cast<double>(lane.list.block_count());
    const bool next_has_row = i + 1 == lanes_.size() || lanes_[i + 1]->common != nullptr;
    const double probe = next_has_row ? kRowProbeCost : kListProbeCost;
    if (blocks * kBlockCost + count * probe <= by_windows) return false;
    const std::uint32_t rest = after_[i] + search_.most_prior();
    const double passing = count * passing_share(lane, least_impact(need, rest, lane.weight));
    return std::min(blocks, passing) * kBlockCost + passing * probe > by_windows;
  }

  // Documents that have none of the first `seen` words.
  void search_windows(std::size_t seen) {
    set_window_weights(seen);
    for (std::size_t j = seen; j < lanes_.size(); ++j) lanes_[j]->probed = 0;
    const std::uint32_t docs = search_.view().reader->doc_count();
    // Small ones first: they find the score that others must reach.
    std::uint32_t size = 256;
    for (DocId begin = 0; begin < docs;) {
      const DocId end = std::min((begin / kScoreWindow + 1) * kScoreWindow, begin + size);
      search_window(seen, begin, end);
      begin = end;
      size = std::min(kScoreWindow, size * 2);
    }
  }

  // divisor_ times the 16-bit score of a document is at least its score.
  void set_window_weights(std::size_t seen) {
    std::uint64_t total = 0;
    std::uint64_t impacts = 0;
    for (std::size_t j = seen; j < lanes_.size(); ++j) {
      total += lanes_[j]->bound;
      impacts += lanes_[j]->list.max_impact();
    }
    divisor_ = static_cast<std::uint32_t>(total / (65'535 - impacts) + 1);
    weights_.clear();
    for (const WordLane* lane : lanes_) {
      weights_.push_back(static_cast<std::uint16_t>((lane->weight + divisor_ - 1) / divisor_));
    }
  }

  void search_window(std::size_t seen, DocId begin, DocId end) {
    const std::uint32_t need = search_.needed(begin);
    const std::uint32_t prior = search_.prior_between(begin, end - 1);
    std::uint32_t bound = prior;
    for (std::size_t j = seen; j < lanes_.size(); ++j)
      bound += window_bound(*lanes_[j], begin, end);
    if (bound < need) return;
    const std::uint32_t least =
        need <= prior ? 1 : std::max(1U, (need - prior + divisor_ - 1) / divisor_);
    if (least > 65'535) return;
    rows_.clear();
    bool added = false;
    for (std::size_t j = seen; j < lanes_.size(); ++j) {
      if (lanes_[j]->row != nullptr) {
        rows_.push_back({lanes_[j]->row + begin, weights_[j]});
      } else {
        added = add_list(*lanes_[j], begin, end, weights_[j]) || added;
      }
    }
    const std::size_t found = impact_kernels().find_scores(
        added ? scratch_.window.data() : nullptr, rows_.data(), rows_.size(),
        (end - begin + 63) / 64 * 64, static_cast<std::uint16_t>(least), scratch_.places.data());
    for (std::size_t p = 0; p < found; ++p) {
      complete(begin + scratch_.places[p], 0, seen, seen);
    }
  }

  // The most that the word adds to a document of the window.
  static std::uint32_t window_bound(WordLane& lane, DocId begin, DocId end) {
    if (lane.row != nullptr) {
      return lane.weight * lane.common->window_max[begin / index::CommonWord::kWindow];
    }
    lane.window_block = lane.list.find_block(lane.window_block, begin);
    std::uint8_t most = 0;
    for (std::size_t b = lane.window_block;
         b < lane.list.block_count() && lane.list.first_bound_of(b) < end; ++b) {
      most = std::max(most, lane.list.max_impact_of(b));
    }
    return lane.weight * most;
  }

  // Adds the word's postings of the window to its scores; false when it has none.
  bool add_list(WordLane& lane, DocId begin, DocId end, std::uint16_t weight) {
    bool any = false;
    for (std::size_t b = lane.window_block; b < lane.list.block_count(); ++b) {
      if (lane.list.first_bound_of(b) >= end) break;
      const DecodedBlock& block = lane.load(b);
      for (std::size_t i = block.first_not_before(begin); i < block.count; ++i) {
        if (block.docs[i] >= end) return any;
        std::uint16_t& score = scratch_.window[block.docs[i] - begin];
        score = static_cast<std::uint16_t>(score + weight * block.impacts[i]);
        any = true;
      }
    }
    return any;
  }

  SegmentSearch& search_;
  std::vector<WordLane*>& lanes_;
  SearchScratch& scratch_;
  std::vector<std::uint32_t> after_;  // the most that the words behind the i-th can add
  std::uint32_t divisor_ = 1;
  std::vector<std::uint16_t> weights_;
  std::vector<WeightedRow> rows_;
};

}  // namespace

void search_any_word(SegmentSearch& search) { AnyWordSearch(search).run(); }

}  // namespace modelzoo::query
