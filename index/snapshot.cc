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

Snapshot::Snapshot(std::uint64_t sequence, std::vector<SegmentView> segments)
    : sequence_(sequence), segments_(std::move(segments)), live_count_(0) {
  for (const SegmentView& view : segments_) live_count_ += view.live_count();
}

namespace {

// Keywords of identities stand in at most one live document.
std::optional<DocAddress> find_keyword(const std::vector<SegmentView>& segments,
                                       const std::string& term) {
  for (std::uint32_t i = static_cast<std::uint32_t>(segments.size()); i-- > 0;) {
    const SegmentView& view = segments[i];
    const auto info = view.reader->find_term(term);
    if (!info) continue;
    auto cursor = view.reader->postings(*info);
    if (!cursor) continue;  // damage: `modelzoo check` names it
    for (DocId doc = cursor->doc(); doc != kEndOfPostings; doc = cursor->next()) {
      if (doc < view.reader->doc_count() && view.is_live(doc)) return DocAddress{i, doc};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<DocAddress> Snapshot::find(std::string_view full_name) const {
  return find_keyword(segments_, keyword_term(KeywordField::kFullName, full_name));
}

std::optional<DocAddress> Snapshot::find_id(std::uint64_t github_id) const {
  return find_keyword(segments_, keyword_term(KeywordField::kGithubId, std::to_string(github_id)));
}

}  // namespace modelzoo::index
