// The pruned search of a snapshot beside one that scores every match: the same totals, the same
// hits in the same order.
#include "query/snapshot_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>

#include "index/segments/view_editor.h"
#include "query/language/query_parser.h"
#include "query/ranking/hit_order.h"
#include "query/ranking/proximity.h"
#include "query/ranking/ranking.h"
#include "schemas/taxonomy.h"
#include "tests/support/memory_segment.h"
#include "tests/support/record_builder.h"
#include "tests/support/snapshot_searches.h"

namespace modelzoo::query {
namespace {

using modelzoo::testing::memory_view;
using modelzoo::testing::record;

constexpr std::size_t kDepth = 100;  // of the second pass

// Words as they are in texts: some in every third document, most in few.
class Texts {
 public:
  explicit Texts(std::uint32_t seed) : random_(seed) {
    for (int i = 0; i < 120; ++i) {
      std::string made;
      for (std::size_t n = 2 + random_() % 6; n > 0; --n)
        made += static_cast<char>('a' + random_() % 5);
      words_.push_back(made);
    }
  }
  std::size_t below(std::size_t n) { return random_() % n; }
  const std::string& word() {
    const double at = std::uniform_real_distribution(0.0, 1.0)(random_);
    return words_[static_cast<std::size_t>(static_cast<double>(words_.size()) * at * at * at)];
  }
  std::string text(std::size_t words) {
    std::string out;
    for (; words > 0; --words) out += word() + (below(9) == 0 ? ". " : " ");
    return out;
  }
  Record made(int number, bool stars) {
    const std::string name = below(4) == 0 ? word() : word() + "-" + word();
    Record made = record((below(3) == 0 ? word() : "o") + std::to_string(number) + "/" + name)
                      .topics({word()})
                      .kind(below(5) == 0 ? "list" : "model")
                      .archived(below(6) == 0)
                      .license(below(2) == 0 ? "MIT" : "Apache-2.0")
                      .language(below(3) == 0 ? "Python" : "Go");
    if (stars && below(3) != 0) made.stars = below(4000);
    if (below(5) != 0) made.description = text(below(8));
    if (below(3) == 0) made.readme = text(below(60));
    return made;
  }
  std::string query() {
    switch (below(9)) {
      case 0:
        return word();
      case 1:
        return word() + " " + word() + " " + word();
      case 2:
        return word() + " OR " + word() + " OR " + word() + " OR " + word();
      case 3:
        return word() + " OR (" + word() + " " + word().substr(0, 1) + "*)";
      case 4:
        return word() + " -" + word() + " \"" + word() + " " + word() + "\"";
      case 5:
        return word() + " " + word().substr(0, 1 + below(2)) + "*";
      case 6:
        return word() + " python " + word();  // a label
      case 7:
        return "in:name " + word() + " OR " + word();
      default:
        return text(5 + below(6));
    }
  }

 private:
  std::mt19937 random_;
  std::vector<std::string> words_;
};

// A snapshot and its twin, whose readers may hold nothing in memory. With `updates`, stars are no
// longer those that segments were built with; some documents are deleted.
struct Twins {
  index::Snapshot fast{1, {}}, plain{1, {}};
};

Twins twins(Texts& texts, const std::vector<int>& sizes, bool stars, bool updates) {
  std::vector<index::SegmentView> fast, plain;
  int number = 0;
  for (const int size : sizes) {
    std::vector<Record> records;
    for (int i = 0; i < size; ++i) records.push_back(texts.made(number++, stars));
    const std::uint64_t id = fast.size() + 1;
    fast.push_back(memory_view(records, id));
    plain.push_back(memory_view(records, id, 0));
    if (!updates) continue;
    auto live = std::make_shared<index::LiveDocs>(static_cast<std::uint32_t>(size));
    for (int i = 0; i < size / 10; ++i)
      live->kill(static_cast<index::DocId>(texts.below(static_cast<std::size_t>(size))));
    index::ViewEditor edit(fast.back());
    for (index::DocId doc = 0; doc < static_cast<index::DocId>(size); ++doc) {
      if (texts.below(4) != 0) continue;
      index::DocNumbers numbers = fast.back().doc_numbers(doc);
      numbers.stars += static_cast<std::uint32_t>(texts.below(900));
      edit.set_numbers(doc, numbers);
    }
    fast.back().live = plain.back().live = live;
    plain.back().changed = fast.back().changed;
  }
  return {index::Snapshot(1, std::move(fast)), index::Snapshot(1, std::move(plain))};
}

struct Exhaustive {
  std::uint64_t total = 0;
  std::vector<Candidate> best;
};

// Every match of the plan, scored; the best of them with closeness.
Exhaustive exhaustive(const index::Snapshot& snapshot, const SearchPlan& plan, Ranking ranking) {
  Exhaustive out;
  for (std::uint32_t s = 0; s < snapshot.segments().size(); ++s) {
    const index::SegmentView& view = snapshot.segments()[s];
    const auto matcher = SegmentMatcher::open(view, plan).value();
    Ranker ranker(plan, view, ranking);
    while (matcher->next_window()) {
      const WindowBits matches = matcher->matches();
      ranker.begin_window(*matcher, matches);
      for_each_place(matches, [&](std::uint32_t i) {
        Candidate candidate;
        candidate.at = {s, matcher->base() + i};
        candidate.parts = ranker.score(i);
        candidate.key = candidate.parts.score();
        candidate.stars = view.doc_numbers(candidate.at.doc).stars;
        candidate.full_name = view.reader->full_name(candidate.at.doc);
        out.best.push_back(candidate);
      });
    }
  }
  out.total = out.best.size();
  std::sort(out.best.begin(), out.best.end(), HitOrder{});
  out.best.resize(std::min(out.best.size(), kDepth));
  if (ranking == Ranking::kStar && plan.scoring.size() > 1) {
    std::vector<Proximity> proximity;
    for (const index::SegmentView& view : snapshot.segments())
      proximity.push_back(Proximity::open(view, plan).value());
    std::vector<Candidate*> by_place;
    for (Candidate& candidate : out.best) by_place.push_back(&candidate);
    std::sort(by_place.begin(), by_place.end(),
              [](const auto* a, const auto* b) { return a->at.doc < b->at.doc; });
    for (Candidate* candidate : by_place) {
      candidate->parts.closeness = proximity[candidate->at.segment].closeness(candidate->at.doc);
      candidate->key = candidate->parts.score();
    }
    std::sort(out.best.begin(), out.best.end(), HitOrder{});
  }
  return out;
}

// The plan that a search ends up with: with all words where enough documents have them.
Exhaustive exhaustive(const index::Snapshot& snapshot, const SearchRequest& request) {
  std::vector<std::string> warnings;
  SearchPlan plan =
      make_plan(parse_query(request.query), request, builtin_taxonomy(), snapshot, warnings);
  std::size_t required = 0;
  for (const PlanNode& child : plan.root.children)
    required += child.kind == NodeKind::kWord && !plan.words[child.word].optional ? 1 : 0;
  if (plan.root.kind == NodeKind::kAnd && required > 1) {
    if (request.ranking == Ranking::kBm25) {
      relax(plan, 0);
    } else if (exhaustive(snapshot, plan, request.ranking).total < kDepth) {
      relax(plan, 0.15);
    }
  }
  return exhaustive(snapshot, plan, request.ranking);
}

void compare(Texts& texts, const Twins& given, int queries) {
  std::size_t hits = 0;
  for (int q = 0; q < queries; ++q) {
    SearchRequest request;
    request.query = texts.query();
    request.limit = 100;
    request.ranking = texts.below(5) == 0 ? Ranking::kBm25 : Ranking::kStar;
    if (texts.below(6) == 0) request.licenses = {"MIT"};
    if (texts.below(6) == 0) request.min_stars = 100;
    const SearchResult found = modelzoo::testing::searched(given.fast, request);
    const Exhaustive expected = exhaustive(given.plain, request);
    ASSERT_EQ(found.total, expected.total) << request.query;
    ASSERT_EQ(found.hits.size(), expected.best.size()) << request.query;
    for (std::size_t i = 0; i < found.hits.size(); ++i) {
      ASSERT_EQ(found.hits[i].record.full_name, expected.best[i].full_name)
          << request.query << ", hit " << i;
      ASSERT_EQ(found.hits[i].score, expected.best[i].key) << request.query << ", hit " << i;
    }
    hits += found.hits.size();
  }
  EXPECT_GT(hits, 20U * static_cast<std::size_t>(queries));
}

TEST(SnapshotSearch, FindsWhatScoringEveryMatchFinds) {
  Texts texts(1);
  compare(texts, twins(texts, {12'000}, true, false), 200);
}

TEST(SnapshotSearch, FindsItWithoutStars) {
  Texts texts(2);
  compare(texts, twins(texts, {12'000}, false, false), 200);
}

TEST(SnapshotSearch, FindsItInSeveralSegments) {
  Texts texts(3);
  compare(texts, twins(texts, {9'000, 700, 3, 5'000}, true, false), 200);
}

TEST(SnapshotSearch, FindsItAfterUpdatesAndDeletions) {
  Texts texts(4);
  compare(texts, twins(texts, {9'000, 700, 5'000}, true, true), 200);
}

}  // namespace
}  // namespace modelzoo::query
