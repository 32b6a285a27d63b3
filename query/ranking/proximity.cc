#include "query/ranking/proximity.h"

#include <algorithm>
#include <vector>

namespace modelzoo::query {
namespace {

using index::Position;

constexpr double kBackwards = 1.5;

// The word's own terms and its relatives: what else stands for it is no wording of the query.
constexpr std::uint32_t kLeastWeight = 200;

// Of one word: its lists, and its positions in the current document, ascending.
struct WordPlaces {
  double idf = 0;
  std::vector<index::PostingCursor> cursors;
  std::vector<Position> positions;

  Status open(const index::SegmentView& view, std::string_view term) {
    const auto info = view.reader->find_term(term);
    if (!info) return Ok{};
    auto cursor = view.reader->postings(*info);
    if (!cursor) return std::move(cursor).error();
    cursors.push_back(std::move(cursor).value());
    return Ok{};
  }
};

// 1 for b right after a, less the further they are apart, 0 beyond kFurthest.
double nearness(Position a, Position b) {
  if (index::position_field(a) != index::position_field(b) || a == b) return 0;
  const double distance = b > a ? b - a : (a - b) * kBackwards;
  return distance > kFurthest ? 0 : 1 / (1 + (distance - 1) / 2);
}

double best_nearness(const std::vector<Position>& a, const std::vector<Position>& b) {
  double best = 0;
  auto after = b.begin();
  for (const Position at : a) {
    while (after != b.end() && *after <= at) ++after;
    if (after != b.end()) best = std::max(best, nearness(at, *after));
    // The last one before `at`; one on `at` itself is the same word.
    auto before = after;
    while (before != b.begin() && *(before - 1) == at) --before;
    if (before != b.begin()) best = std::max(best, nearness(at, *(before - 1)));
    if (best == 1) break;
  }
  return best;
}

}  // namespace

struct Proximity::Impl {
  std::vector<WordPlaces> words;
  std::vector<Position> scratch;

  void read(WordPlaces& word, index::DocId doc) {
    word.positions.clear();
    for (index::PostingCursor& cursor : word.cursors) {
      if (cursor.doc() == index::kEndOfPostings || cursor.seek(doc) != doc) continue;
      cursor.positions(scratch);
      word.positions.insert(word.positions.end(), scratch.begin(), scratch.end());
    }
    if (word.cursors.size() > 1) std::sort(word.positions.begin(), word.positions.end());
  }
};

Proximity::Proximity(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Proximity::~Proximity() = default;
Proximity::Proximity(Proximity&&) noexcept = default;

Result<Proximity> Proximity::open(const index::SegmentView& view, const SearchPlan& plan) {
  auto impl = std::make_unique<Impl>();
  for (const std::size_t index : plan.scoring) {
    WordPlaces& word = impl->words.emplace_back();
    word.idf = plan.words[index].idf;
    if (word.idf == 0) continue;  // adds nothing
    for (const TermAlternative& alternative : plan.words[index].alternatives) {
      if (alternative.parts.size() > 1 || alternative.label || alternative.weight < kLeastWeight)
        continue;
      MODELZOO_RETURN_IF_ERROR(word.open(view, alternative.parts[0].term));
    }
    for (const std::string& term : plan.words[index].frequent)
      MODELZOO_RETURN_IF_ERROR(word.open(view, term));
  }
  return Proximity(std::move(impl));
}

double Proximity::closeness(index::DocId doc) {
  double sum = 0;
  for (WordPlaces& word : impl_->words) impl_->read(word, doc);
  for (std::size_t w = 0; w + 1 < impl_->words.size(); ++w) {
    const WordPlaces& a = impl_->words[w];
    const WordPlaces& b = impl_->words[w + 1];
    sum += std::min(a.idf, b.idf) * best_nearness(a.positions, b.positions);
  }
  return kCloseness * sum;
}

}  // namespace modelzoo::query
