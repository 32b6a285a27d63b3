#include "index/segments/common_words.h"

#include <algorithm>
#include <cstring>

namespace modelzoo::index {
namespace {

constexpr std::size_t kMostSlabBytes = std::size_t{32} << 20;

}  // namespace

void RankedBits::add(DocId doc) {
  const std::size_t line = doc / kLineDocs;
  for (; open_ <= line; ++open_) lines_[open_].before = count_;
  const DocId in_line = doc % kLineDocs;
  lines_[line].words[in_line / 64] |= std::uint64_t{1} << (in_line % 64);
  ++count_;
}

CommonWords::CommonWords(std::shared_ptr<const SegmentSource> source,
                         const TermDictionary& dictionary, std::uint32_t doc_count)
    : source_(std::move(source)), doc_count_(doc_count) {
  for (std::uint32_t i = 0; i < dictionary.size(); ++i) {
    const TermEntry& entry = dictionary.entry(i);
    if (entry.max_impact > 0 && is_in_one_of(kRarest, entry.doc_freq)) ordinals_.push_back(i);
  }
  words_ = std::vector<std::atomic<CommonWord*>>(ordinals_.size());
  memory_ = std::make_unique<HugeSlabs>(
      std::min(kMostSlabBytes, ordinals_.size() * (RankedBits::bytes(doc_count_) + row_bytes())));
}

CommonWords::~CommonWords() {
  for (const auto& slot : words_) {
    const std::unique_ptr<CommonWord> word(slot.load(std::memory_order_relaxed));
    if (word)
      source_->release(RankedBits::bytes(doc_count_) + (word->row != nullptr ? row_bytes() : 0));
  }
}

std::size_t CommonWords::row_bytes() const {
  constexpr std::size_t kWindow = CommonWord::kWindow;
  return (doc_count_ + kWindow - 1) / kWindow * kWindow + CommonWord::kPadding;
}

std::size_t CommonWords::bytes_of(std::uint32_t postings) const {
  return RankedBits::bytes(doc_count_) +
         (is_in_one_of(kRarestRow, postings) ? row_bytes() : std::size_t{0});
}

// Null when the list is damaged. REQUIRES: bytes_of(list.count()) zeros.
std::unique_ptr<CommonWord> CommonWords::make(const PostingList& list, void* memory) const {
  auto word = std::make_unique<CommonWord>(RankedBits(memory));
  std::uint8_t* row = nullptr;
  if (is_in_one_of(kRarestRow, list.count())) {
    word->row = row = static_cast<std::uint8_t*>(memory) + RankedBits::bytes(doc_count_);
    word->window_max.assign(row_bytes() / CommonWord::kWindow, 0);
  }
  DecodedBlock block;
  for (std::size_t b = 0; b < list.block_count(); ++b) {
    if (!list.decode(b, block)) return nullptr;
    for (std::size_t i = 0; i < block.count; ++i) {
      word->bits.add(block.docs[i]);
      if (row == nullptr) continue;
      row[block.docs[i]] = block.impacts[i];
      std::uint8_t& most = word->window_max[block.docs[i] / CommonWord::kWindow];
      most = std::max(most, block.impacts[i]);
    }
  }
  return word;
}

const CommonWord* CommonWords::find(std::uint32_t ordinal, const PostingList& list) const {
  if (!list.scored() || !is_in_one_of(kRarest, list.count())) return nullptr;
  const auto at = std::lower_bound(ordinals_.begin(), ordinals_.end(), ordinal);
  if (at == ordinals_.end() || *at != ordinal) return nullptr;
  std::atomic<CommonWord*>& slot = words_[static_cast<std::size_t>(at - ordinals_.begin())];
  if (const CommonWord* word = slot.load(std::memory_order_acquire)) return word;
  const std::size_t bytes = bytes_of(list.count());
  if (!source_->reserve(bytes)) return nullptr;
  void* const memory = memory_->take(bytes);
  std::memset(memory, 0, bytes);
  std::unique_ptr<CommonWord> word = make(list, memory);
  CommonWord* none = nullptr;
  if (word && slot.compare_exchange_strong(none, word.get(), std::memory_order_acq_rel)) {
    return word.release();
  }
  memory_->give_back(memory, bytes);
  source_->release(bytes);
  return slot.load(std::memory_order_acquire);
}

}  // namespace modelzoo::index
