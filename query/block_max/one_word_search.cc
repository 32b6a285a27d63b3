// One word. A long list names its best postings, which are offered first: mostly no other can be
// among the best then, of the documents as they were built. Of those whose numbers changed since,
// more can: they gained stars. These are looked for by themselves, in the row of a common word, one
// by one when they are few, or else block by block as all are when the best do not suffice, blocks
// by their largest impact and postings by theirs before documents are unpacked.
#include <algorithm>
#include <bit>

#include "query/block_max/segment_search.h"

namespace modelzoo::query {
namespace {

using index::DocId;

// Nanoseconds, measured on S and L; only their ratios matter.
constexpr double kProbeCost = 20;   // to ask the list about a document
constexpr double kBlockCost = 30;   // to filter a block, and mostly to unpack it
constexpr double kRowWordCost = 8;  // to filter 64 documents of a row

double by_blocks(std::uint32_t postings) {
  return kBlockCost * postings / static_cast<double>(index::kPostingsPerBlock);
}

double by_row(const index::SegmentView& view) {
  return kRowWordCost * std::min(view.changed->count(), view.reader->doc_count() / 64);
}

double by_documents(const index::SegmentView& view) { return kProbeCost * view.changed->count(); }

class OneWordSearch {
 public:
  explicit OneWordSearch(SegmentSearch& search)
      : search_(search),
        view_(search.view()),
        lane_(*search.lanes()[0]),
        best_(lane_.list.top_count()),
        least_best_(best_ == 0 ? std::uint8_t{0} : lane_.list.top(best_ - 1).impact) {}

  void run() {
    if (!offer_best()) {
      search_blocks();
    } else if (search_.changed() != nullptr && may_reach(least_best_, search_.most_prior())) {
      search_changed();
    }
  }

 private:
  [[nodiscard]] bool may_reach(std::uint8_t impact, std::uint32_t prior) const {
    return lane_.weight * impact + prior >= search_.needed(0);
  }

  // False when postings of documents as they were built that are not among the stored best can be
  // among the k best.
  bool offer_best() {
    if (best_ == 0) return false;
    std::size_t as_built = 0;
    for (std::size_t i = 0; i < best_; ++i) {
      const index::TopPosting best = lane_.list.top(i);
      search_.offer(best.doc, lane_.weight * best.impact);
      as_built += view_.is_live(best.doc) && !search_.is_changed(best.doc) ? 1 : 0;
    }
    // Of equal impacts those of the first documents are stored, which win ties.
    if (search_.most_built_prior() == 0 && as_built >= search_.wanted()) return true;
    return !may_reach(least_best_, search_.most_built_prior());
  }

  [[nodiscard]] bool is_best(DocId doc, std::uint8_t impact) const {
    if (best_ == 0 || impact < least_best_) return false;
    for (std::size_t i = 0; i < best_; ++i) {
      if (lane_.list.top(i).doc == doc) return true;
    }
    return false;
  }

  void offer(DocId doc, std::uint8_t impact) {
    const std::uint32_t text = lane_.weight * impact;
    if (text + search_.prior_at(doc) < search_.needed(doc) || is_best(doc, impact)) return;
    search_.offer(doc, text);
  }

  void search_blocks(bool changed_alone = false) {
    DocId first = 0;
    for (std::size_t b = 0; b < lane_.list.block_count(); ++b) {
      const DocId last = lane_.list.last_doc_of(b);
      const std::uint32_t need = search_.needed(first);
      if (lane_.bound + search_.most_prior() < need) return;
      const std::uint32_t bound = lane_.weight * lane_.list.max_impact_of(b);
      if (bound + search_.most_prior() >= need) {
        const std::uint32_t prior = search_.prior_between(first, last);
        if (bound + prior >= need) {
          search_block(b, least_impact(need, prior, lane_.weight), changed_alone);
        }
      }
      first = last + 1;
    }
  }

  void search_block(std::size_t b, std::uint8_t least, bool changed_alone) {
    Mask64 masks[2];
    lane_.reaching(b, least, masks);
    if ((masks[0] | masks[1]) == 0) return;
    const index::DecodedBlock& block = lane_.load(b);
    if (block.count == 0) return;
    for (unsigned half = 0; half < 2; ++half) {
      for (Mask64 rest = masks[half]; rest != 0; rest &= rest - 1) {
        const std::size_t i = half * 64 + static_cast<std::size_t>(std::countr_zero(rest));
        if (changed_alone && !search_.is_changed(block.docs[i])) continue;
        offer(block.docs[i], block.impacts[i]);
      }
    }
  }

  void search_changed() {
    const double blocks = by_blocks(lane_.list.count());
    const double row = lane_.row == nullptr ? blocks : by_row(view_);
    if (by_documents(view_) < std::min(row, blocks)) {
      ask_changed();
    } else if (row < blocks) {
      search_row();
    } else {
      search_blocks(true);
    }
  }

  // Calls `visit` for words of the bits of changed documents, the first document of a word and the
  // least impact that one needs.
  template <typename Visit>
  void visit_changed(Visit visit) {
    constexpr std::size_t kWords = index::kNumbersPerChunk / 64;
    const std::vector<std::uint64_t>& bits = search_.changed()->bits();
    for (std::size_t word = 0; word < bits.size(); ++word) {
      if (bits[word] == 0) continue;
      const std::uint32_t need = search_.needed(0);
      const std::uint32_t prior = search_.changed_prior(word / kWords);
      if (lane_.bound + prior < need) {
        word |= kWords - 1;  // to the end of the chunk
      } else {
        visit(bits[word], static_cast<DocId>(word * 64), least_impact(need, prior, lane_.weight));
      }
    }
  }

  void ask_changed() {
    visit_changed([this](std::uint64_t left, DocId first, std::uint8_t least) {
      for (; left != 0; left &= left - 1) {
        const DocId doc = first + static_cast<DocId>(std::countr_zero(left));
        if (const std::uint8_t impact = lane_.impact(doc); impact >= least) offer(doc, impact);
      }
    });
  }

  void search_row() {
    const auto reaching = impact_kernels().reaching;
    visit_changed([this, reaching](std::uint64_t bits, DocId first, std::uint8_t least) {
      for (Mask64 left = bits & reaching(lane_.row + first, least); left != 0; left &= left - 1) {
        const DocId doc = first + static_cast<DocId>(std::countr_zero(left));
        offer(doc, lane_.row[doc]);
      }
    });
  }

  SegmentSearch& search_;
  const index::SegmentView& view_;
  WordLane& lane_;
  const std::size_t best_;  // postings stored
  const std::uint8_t least_best_;
};

}  // namespace

bool row_finds_changed(const index::SegmentView& view, std::uint32_t postings) {
  return view.changed && by_row(view) < by_blocks(postings) && by_row(view) < by_documents(view);
}

void search_one_word(SegmentSearch& search) { OneWordSearch(search).run(); }

}  // namespace modelzoo::query
