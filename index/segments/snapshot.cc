#include "index/segments/snapshot.h"

namespace modelzoo::index {

Snapshot::Snapshot(std::uint64_t sequence, std::vector<SegmentView> segments)
    : sequence_(sequence), segments_(std::move(segments)), live_count_(0) {
  for (const SegmentView& view : segments_) live_count_ += view.live_count();
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
