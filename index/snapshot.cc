#include "index/snapshot.h"

#include <algorithm>

namespace modelzoo::index {

std::vector<std::shared_ptr<const NumbersChunk>> built_chunks(const SegmentReader& reader) {
  const std::span<const DocNumbers> numbers = reader.built_numbers();
  std::vector<std::shared_ptr<const NumbersChunk>> chunks;
  for (std::size_t begin = 0; begin < numbers.size(); begin += kNumbersPerChunk) {
    auto chunk = std::make_shared<NumbersChunk>();
    const std::size_t size = std::min<std::size_t>(kNumbersPerChunk, numbers.size() - begin);
    for (std::size_t i = 0; i < size; ++i) {
      chunk->docs[i] = numbers[begin + i];
      chunk->max_stars = std::max(chunk->max_stars, chunk->docs[i].stars);
    }
    chunks.push_back(std::move(chunk));
  }
  return chunks;
}

namespace {

NumbersBounds bounds_of(const std::vector<std::shared_ptr<const NumbersChunk>>& numbers) {
  NumbersBounds bounds;
  for (const auto& chunk : numbers) {
    bounds.max_stars.push_back(chunk->max_stars);
    bounds.most_stars = std::max(bounds.most_stars, chunk->max_stars);
    bounds.as_built = bounds.as_built && !chunk->edited;
  }
  return bounds;
}

}  // namespace

Snapshot::Snapshot(std::uint64_t sequence, std::vector<SegmentView> segments)
    : sequence_(sequence), segments_(std::move(segments)), live_count_(0) {
  for (SegmentView& view : segments_) {
    live_count_ += view.live_count();
    view.bounds = bounds_of(view.numbers);
  }
}

namespace {

// The newest segment that has a live one; each name and id is live at most once.
template <typename Find>
std::optional<DocAddress> find_live(const std::vector<SegmentView>& segments, Find find) {
  for (std::uint32_t i = static_cast<std::uint32_t>(segments.size()); i-- > 0;) {
    const std::optional<DocId> doc = find(*segments[i].reader);
    if (doc && segments[i].is_live(*doc)) return DocAddress{i, *doc};
  }
  return std::nullopt;
}

}  // namespace

std::optional<DocAddress> Snapshot::find(std::string_view full_name) const {
  return find_live(segments_, [&](const SegmentReader& r) { return r.find_name(full_name); });
}

std::optional<DocAddress> Snapshot::find_id(std::uint64_t github_id) const {
  return find_live(segments_, [&](const SegmentReader& r) { return r.find_id(github_id); });
}

std::uint64_t Snapshot::doc_freq(std::string_view term) const {
  std::uint64_t total = 0;
  for (const SegmentView& view : segments_) {
    if (const auto info = view.reader->find_term(term)) total += info->doc_freq;
  }
  return total;
}

}  // namespace modelzoo::index
