// All words, and phrases. The rarest word leads: of its postings, blocks whose largest impact
// cannot be among the best are passed over, the others are filtered by impact, and what remains is
// looked up in the rows of common words first, then in the other lists, a block's bound before the
// block. When all words are common, vectors of their rows are intersected instead.
//
// A phrase collects the documents that have all words, with their scores, and reads positions of
// the best first: when k have it at its distances, the others are never read.
// Source of the bounds: Ding & Suel, "Faster top-k document retrieval using block-max indexes"
// (2011).
#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "query/block_max/phrase_matcher.h"
#include "query/block_max/segment_search.h"

namespace modelzoo::query {
namespace {

using index::DecodedBlock;
using index::DocId;

class AllWordsSearch {
 public:
  AllWordsSearch(SegmentSearch& search, bool phrase)
      : search_(search), lanes_(search.lanes()), scratch_(search.scratch()), phrase_(phrase) {
    std::sort(lanes_.begin(), lanes_.end(), [](const WordLane* a, const WordLane* b) {
      return a->list.count() < b->list.count();
    });
    all_rows_ = std::all_of(lanes_.begin(), lanes_.end(),
                            [](const WordLane* lane) { return lane->row != nullptr; });
    // Behind the lead, common words: to ask whether a document has one costs least.
    std::stable_partition(lanes_.begin() + 1, lanes_.end(),
                          [](const WordLane* lane) { return lane->common != nullptr; });
    while (filters_ + 1 < lanes_.size() && lanes_[filters_ + 1]->common != nullptr) ++filters_;
    after_.assign(lanes_.size(), 0);
    for (std::size_t i = lanes_.size() - 1; i > 0; --i) {
      after_[i - 1] = after_[i] + lanes_[i]->bound;
    }
    scratch_.candidates.clear();
    if (phrase_) matcher_.emplace(search_.query(), lanes_);
  }

  void run() {
    if (all_rows_ && lanes_.size() <= kMostRows && lanes_[0]->beside.passes_all()) {
      intersect_rows();
    } else {
      lead();
    }
    if (phrase_) check_candidates();
  }

 private:
  static constexpr std::size_t kMostRows = 64;
  static constexpr std::size_t kMostCandidates = 4096;  // that wait for their positions

  void lead() {
    WordLane& lane = *lanes_[0];
    DocId first = 0;
    for (std::size_t b = 0; b < lane.list.block_count(); ++b) {
      const DocId last = lane.list.last_doc_of(b);
      const std::uint32_t need = search_.needed(first);
      const std::uint32_t rest = after_[0] + search_.most_prior();
      if (lane.bound + rest < need) return;
      if (lane.weight * lane.list.max_impact_of(b) + rest >= need) lead_block(b, first, last);
      check_if_many();
      first = last + 1;
    }
  }

  void lead_block(std::size_t b, DocId first, DocId last) {
    WordLane& lane = *lanes_[0];
    const std::uint32_t rest = after_[0] + search_.prior_between(first, last);
    Mask64 masks[2];
    const DecodedBlock* const block = lane.load_lifting(b, search_.needed(first), rest, masks);
    if (block == nullptr) return;
    const std::size_t count = keep_common(*block, masks);
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t at = scratch_.places[k];
      complete(block->docs[at], lane.weight * block->impacts[at]);
    }
  }

  // The places of the block in the masks whose documents have all common words, into
  // scratch_.places; without a branch on what a document has.
  std::size_t keep_common(const DecodedBlock& block, const Mask64 masks[2]) {
    std::uint16_t* const places = scratch_.places.data();
    std::size_t count = 0;
    for (unsigned half = 0; half < 2; ++half) {
      for (Mask64 left = masks[half]; left != 0; left &= left - 1) {
        places[count++] =
            static_cast<std::uint16_t>(half * 64 + static_cast<unsigned>(std::countr_zero(left)));
      }
    }
    // Documents that share their cache lines are not worth asking for ahead.
    const bool far_apart = count > 0 && (block.docs[places[count - 1]] - block.docs[places[0]]) /
                                                index::RankedBits::kLineDocs * 2 >
                                            count;
    for (std::size_t j = 1; j <= filters_; ++j) {
      const index::RankedBits& bits = lanes_[j]->common->bits;
      if (far_apart) {
        for (std::size_t k = 0; k < count; ++k) bits.prefetch(block.docs[places[k]]);
      }
      std::size_t kept = 0;
      for (std::size_t k = 0; k < count; ++k) {
        places[kept] = places[k];
        kept += bits.contains(block.docs[places[k]]) ? 1 : 0;
      }
      count = kept;
    }
    for (std::size_t j = 1; j <= filters_; ++j) {
      if (lanes_[j]->row == nullptr) continue;
      for (std::size_t k = 0; k < count; ++k)
        __builtin_prefetch(lanes_[j]->row + block.docs[places[k]]);
    }
    return count;
  }

  // Takes the document when it has the other words too and may be among the best.
  void complete(DocId doc, std::uint32_t score) {
    const std::uint32_t need = search_.needed(doc);
    const std::uint32_t prior = search_.prior_at(doc);
    if (score + after_[0] + prior < need) return;
    for (std::size_t j = 1; j < lanes_.size(); ++j) {
      WordLane& lane = *lanes_[j];
      if (lane.common == nullptr) {
        if (!lane.seek(doc)) return;
        if (score + lane.probed_bound() + after_[j] + prior < need) return;
      }
      const std::uint8_t impact = lane.impact(doc);
      if (impact == 0) return;
      score += lane.weight * impact;
      if (score + after_[j] + prior < need) return;
    }
    take(doc, score);
  }

  void take(DocId doc, std::uint32_t score) {
    if (!phrase_) {
      search_.offer(doc, score);
      return;
    }
    if (!search_.view().is_live(doc)) return;
    // Orders by what it may score, then by document.
    const std::uint64_t bound = score + search_.prior_at(doc);
    scratch_.candidates.push_back(bound << 32 | static_cast<std::uint32_t>(~doc));
  }

  // Between blocks: reading positions moves the lanes.
  void check_if_many() {
    if (scratch_.candidates.size() >= kMostCandidates) check_candidates();
  }

  // Best first, a batch at a time; the last batch reads more than it must.
  void check_candidates() {
    std::vector<std::uint64_t>& heap = scratch_.candidates;
    std::make_heap(heap.begin(), heap.end());
    std::array<DocId, PhraseMatcher::kBatch> docs;
    std::array<std::uint32_t, PhraseMatcher::kBatch> bounds;
    while (!heap.empty()) {
      std::size_t count = 0;
      while (!heap.empty() && count < docs.size()) {
        const auto bound = static_cast<std::uint32_t>(heap.front() >> 32);
        const DocId doc = ~static_cast<std::uint32_t>(heap.front());
        if (bound < search_.needed(0)) {
          heap.clear();
          break;
        }
        std::pop_heap(heap.begin(), heap.end());
        heap.pop_back();
        if (bound < search_.needed(doc)) continue;
        docs[count] = doc;
        bounds[count++] = bound;
      }
      matcher_->prepare({docs.data(), count});
      for (std::size_t i = 0; i < count; ++i) {
        if (bounds[i] >= search_.needed(docs[i]) && matcher_->matches(i)) {
          search_.offer(docs[i], bounds[i] - search_.prior_at(docs[i]));
        }
      }
    }
  }

  void intersect_rows() {
    std::uint64_t total = 0;
    std::uint64_t impacts = 0;
    for (const WordLane* lane : lanes_) {
      total += lane->bound;
      impacts += lane->list.max_impact();
    }
    // divisor times a document's 16-bit score is at least its score.
    const auto divisor = static_cast<std::uint32_t>(total / (65'535 - impacts) + 1);
    std::vector<WeightedRow> rows(lanes_.size());
    const std::uint32_t docs = search_.view().reader->doc_count();
    std::uint32_t size = 256;
    for (DocId begin = 0; begin < docs;) {
      const DocId end = std::min((begin / kScoreWindow + 1) * kScoreWindow, begin + size);
      intersect_window(begin, end, divisor, rows);
      check_if_many();
      begin = end;
      size = std::min(kScoreWindow, size * 2);
    }
  }

  void intersect_window(DocId begin, DocId end, std::uint32_t divisor,
                        std::vector<WeightedRow>& rows) {
    const std::uint32_t prior = search_.prior_between(begin, end - 1);
    const std::uint32_t need = search_.needed(begin);
    std::uint32_t bound = prior;
    for (std::size_t j = 0; j < lanes_.size(); ++j) {
      const WordLane& lane = *lanes_[j];
      bound += lane.weight * lane.common->window_max[begin / index::CommonWord::kWindow];
      rows[j] = {lane.row + begin,
                 static_cast<std::uint16_t>((lane.weight + divisor - 1) / divisor)};
    }
    const std::uint32_t least =
        need <= prior ? 1 : std::max(1U, (need - prior + divisor - 1) / divisor);
    if (bound < need || least > 65'535) return;
    const std::size_t found =
        impact_kernels().find_common(rows.data(), rows.size(), (end - begin + 63) / 64 * 64,
                                     static_cast<std::uint16_t>(least), scratch_.places.data());
    for (std::size_t p = 0; p < found; ++p) {
      const DocId doc = begin + scratch_.places[p];
      std::uint32_t score = 0;
      for (const WordLane* lane : lanes_) score += lane->weight * lane->row[doc];
      if (score + prior >= search_.needed(doc)) take(doc, score);
    }
  }

  SegmentSearch& search_;
  std::vector<WordLane*>& lanes_;
  SearchScratch& scratch_;
  const bool phrase_;
  bool all_rows_ = false;
  std::size_t filters_ = 0;           // common words behind the lead
  std::vector<std::uint32_t> after_;  // the most that the words behind the i-th can add
  std::optional<PhraseMatcher> matcher_;
};

}  // namespace

void search_all_words(SegmentSearch& search, bool phrase) { AllWordsSearch(search, phrase).run(); }

}  // namespace modelzoo::query
