// Words are first all asked for. When fewer documents than kEnough have them all, words are made
// optional (relax()) and that is said: then documents that hold most of the words follow those that
// hold all, by coverage (ranking.h). A search is never relaxed by its page size, so that pages of
// any size are pages of one result. When nothing is found at all, the query is read once more, less
// strictly (loose_query.h).
#include "query/snapshot_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "query/answers/facet_counter.h"
#include "query/answers/highlight.h"
#include "query/answers/page_cursor.h"
#include "query/language/loose_query.h"
#include "query/language/query_parser.h"
#include "query/matching/segment_matcher.h"
#include "query/planning/search_plan.h"
#include "query/ranking/hit_order.h"
#include "query/ranking/proximity.h"
#include "query/ranking/topk_heap.h"

namespace modelzoo::query {
namespace {

constexpr std::uint32_t kMaxLimit = 100;
constexpr std::uint32_t kMaxOffset = 10'000;
constexpr std::size_t kMaxFacetValues = 100;
// Some pages of documents with all words leave nothing to wish for.
constexpr std::uint64_t kEnough = 100;
// So many of the best by all else are looked at for words close together.
constexpr std::uint64_t kCloseDepth = 100;
// Of the query's words by idf, what a match of a relaxed search holds at least.
constexpr double kLeastShare = 0.15;

struct Page {
  Sort sort = Sort::kRelevance;
  std::uint64_t offset = 0;
  std::uint32_t limit = 20;
};

Error out_of_range(const std::string& what) { return Error{ErrorCode::kInvalidArgument, what}; }

Result<Page> page_of(const SearchRequest& request, bool has_words) {
  if (request.limit < 1 || request.limit > kMaxLimit)
    return out_of_range("limit: must be 1 to 100");
  if (request.offset > kMaxOffset) {
    return out_of_range("offset: must be 0 to 10000; follow next_cursor for more");
  }
  Page page;
  page.limit = request.limit;
  page.offset = request.offset;
  page.sort = request.sort.value_or(has_words ? Sort::kRelevance : Sort::kStars);
  if (!request.cursor.empty()) {
    if (request.offset > 0) return out_of_range("cursor: cannot be given together with offset");
    auto place = read_cursor(request, request.cursor);
    if (!place) return std::move(place).error();
    page.offset = *place;
  }
  return page;
}

struct Found {
  std::uint64_t total = 0;
  std::vector<Candidate> candidates;  // best first, to the end of the page
  std::vector<Facet> facets;
};

// One run of a plan over all segments.
class Run {
 public:
  Run(const index::Snapshot& snapshot, const SearchPlan& plan, const SearchRequest& request,
      const Page& page)
      : snapshot_(snapshot),
        plan_(plan),
        request_(request),
        page_(page),
        closeness_(page.sort == Sort::kRelevance && request.ranking == Ranking::kStar &&
                   plan.scoring.size() > 1),
        heap_(static_cast<std::size_t>(std::min<std::uint64_t>(
                  std::max(page.offset + page.limit, closeness_ ? kCloseDepth : 0),
                  snapshot.live_count())),
              HitOrder{page.sort == Sort::kName}) {
    for (const std::string& facet : request.facets) counters_.emplace_back(*find_facet(facet));
  }

  Result<Found> run() {
    for (std::uint32_t segment = 0; segment < snapshot_.segments().size(); ++segment) {
      MODELZOO_RETURN_IF_ERROR(search_segment(segment));
    }
    found_.candidates = heap_.take_sorted();
    if (closeness_) MODELZOO_RETURN_IF_ERROR(add_closeness());
    const std::uint64_t end = page_.offset + page_.limit;
    if (found_.candidates.size() > end) found_.candidates.resize(end);
    for (const FacetCounter& counter : counters_)
      found_.facets.push_back(counter.finish(kMaxFacetValues));
    return std::move(found_);
  }

 private:
  Status search_segment(std::uint32_t segment) {
    const index::SegmentView& view = snapshot_.segments()[segment];
    auto opened = SegmentMatcher::open(view, plan_);
    if (!opened) return std::move(opened).error();
    SegmentMatcher& matcher = **opened;
    Ranker ranker(plan_, view, request_.ranking);
    if (heap_.full()) needed_ = needed(segment);
    for (FacetCounter& counter : counters_) counter.begin_segment(view);
    while (matcher.next_window()) {
      const WindowBits matches = matcher.matches();
      found_.total += matches.count();
      collect(segment, view, matcher, ranker, matches);
      for (FacetCounter& counter : counters_)
        counter.count(matcher.base(), matcher.matches(counter.kind()));
    }
    for (FacetCounter& counter : counters_) counter.end_segment();
    return Ok{};
  }

  // What a document's score needs lies anywhere in memory: it is asked for some documents at a
  // time, so that the waits for it fall together.
  void collect(std::uint32_t segment, const index::SegmentView& view, const SegmentMatcher& matcher,
               Ranker& ranker, WindowBits matches) {
    const bool ranked = page_.sort == Sort::kRelevance;
    if (ranked && heap_.full()) matches = ranker.telling(matcher, matches, needed_);
    if (page_.sort == Sort::kStars && heap_.full() && later_ones_lose_ties(segment)) return;
    if (!matches.any()) return;
    std::span<const std::uint16_t> places;
    if (ranked) {
      ranker.begin_window(matcher, matches);
      places = ranker.reaching(heap_.full() ? needed_ : -HUGE_VAL);
    } else {
      places_.clear();
      for_each_place(matches,
                     [&](std::uint32_t i) { places_.push_back(static_cast<std::uint16_t>(i)); });
      places = places_;
    }
    const auto passes = [&](std::uint32_t i) {
      return !ranked || !heap_.full() || ranker.may_reach(i, needed_);
    };
    constexpr std::size_t kAtOnce = 16;
    for (; !places.empty(); places = places.subspan(std::min(kAtOnce, places.size()))) {
      const auto some = places.first(std::min(kAtOnce, places.size()));
      for (const std::uint16_t place : some) {
        const index::DocId doc = matcher.base() + place;
        __builtin_prefetch(&view.doc_numbers(doc));
        __builtin_prefetch(view.reader->full_name(doc).data());
      }
      for (const std::uint16_t place : some) {
        if (passes(place)) collect_one(segment, view, matcher.base(), place, ranker);
      }
    }
  }

  // The worst of the best stands in this segment, whose documents stand in the order of ties: those
  // that are still to come lose them. REQUIRES: a full heap.
  bool later_ones_lose_ties(std::uint32_t segment) const {
    return page_.sort != Sort::kName && heap_.worst().at.segment == segment &&
           !snapshot_.segments()[segment].changed;
  }
  // What a document of this segment has at least that is still to come and among the best.
  double needed(std::uint32_t segment) const {
    const double key = heap_.worst().key;
    return later_ones_lose_ties(segment) ? std::nextafter(key, HUGE_VAL) : key;
  }

  void collect_one(std::uint32_t segment, const index::SegmentView& view, index::DocId base,
                   std::uint32_t i, const Ranker& ranker) {
    Candidate candidate;
    candidate.at = {segment, base + i};
    const index::DocNumbers& numbers = view.doc_numbers(candidate.at.doc);
    if (page_.sort == Sort::kRelevance) candidate.parts = ranker.score(i);
    candidate.key = sort_key(page_.sort, numbers, candidate.parts);
    if (heap_.full() && candidate.key < needed_) return;
    candidate.stars = numbers.stars;
    candidate.full_name = view.reader->full_name(candidate.at.doc);
    heap_.insert(candidate);
    if (heap_.full()) needed_ = needed(segment);
  }

  // Closeness only adds: what it is not asked of stays behind the rest, so that every page size
  // sees the same order.
  Status add_closeness() {
    const std::size_t depth = std::min<std::size_t>(kCloseDepth, found_.candidates.size());
    const std::span<Candidate> best(found_.candidates.data(), depth);
    std::vector<Candidate*> by_place;
    for (Candidate& candidate : best) by_place.push_back(&candidate);
    std::sort(by_place.begin(), by_place.end(), [](const Candidate* a, const Candidate* b) {
      return std::pair(a->at.segment, a->at.doc) < std::pair(b->at.segment, b->at.doc);
    });
    std::optional<Proximity> proximity;
    for (std::size_t i = 0; i < depth; ++i) {
      Candidate& candidate = *by_place[i];
      if (i == 0 || by_place[i - 1]->at.segment != candidate.at.segment) {
        auto opened = Proximity::open(snapshot_.segments()[candidate.at.segment], plan_);
        if (!opened) return std::move(opened).error();
        proximity.emplace(std::move(opened).value());
      }
      candidate.parts.closeness = proximity->closeness(candidate.at.doc);
      candidate.key = candidate.parts.score();
    }
    std::sort(best.begin(), best.end(), HitOrder{});
    return Ok{};
  }

  const index::Snapshot& snapshot_;
  const SearchPlan& plan_;
  const SearchRequest& request_;
  const Page& page_;
  bool closeness_;
  TopkHeap<Candidate, HitOrder> heap_;
  std::vector<std::uint16_t> places_;  // of a window, when it is not ranked
  double needed_ = 0;                  // needed() of the segment at hand, when the heap is full
  std::vector<FacetCounter> counters_;
  Found found_;
};

Result<Hit> make_hit(const index::Snapshot& snapshot, const Candidate& candidate,
                     const SearchRequest& request, const Page& page) {
  auto record = current_summary(snapshot, candidate.at);
  if (!record) return std::move(record).error();
  Hit hit;
  hit.record = std::move(record).value();
  hit.stars_month =
      snapshot.segments()[candidate.at.segment].doc_numbers(candidate.at.doc).stars_month;
  hit.score = page.sort == Sort::kRelevance ? candidate.key : 0;
  if (request.explain && page.sort == Sort::kRelevance)
    hit.explanation = explain_score(candidate.parts);
  return hit;
}

void add_highlights(const index::Snapshot& snapshot, const Candidate& candidate,
                    Highlighter& highlighter, Hit& hit) {
  Highlights& marks = hit.highlights.emplace();
  marks.name = highlighter.marked(hit.record.full_name);
  if (hit.record.description) marks.description = highlighter.marked(*hit.record.description);
  const index::SegmentView& view = snapshot.segments()[candidate.at.segment];
  // A README that cannot be read just now costs the passages, not the page.
  if (auto passages = highlighter.passages(*view.reader, candidate.at.doc)) {
    marks.readme = std::move(passages).value();
  }
}

// The query with its corrections, and what to say of them.
void tell_corrections(const ParsedQuery& query, const SearchPlan& plan, SearchResult& result) {
  // The first of each place is the best. From the end, so that places before stay what they are.
  std::vector<const SearchPlan::Correction*> best;
  for (const SearchPlan::Correction& correction : plan.corrections) {
    const bool taken = std::any_of(best.begin(), best.end(), [&](const auto* other) {
      return correction.word < other->word + other->words &&
             other->word < correction.word + correction.words;
    });
    if (!taken && correction.told) best.push_back(&correction);
  }
  std::sort(best.begin(), best.end(),
            [](const auto* a, const auto* b) { return a->word > b->word; });
  std::string text = query.text;
  std::size_t end = text.size();
  for (const SearchPlan::Correction* correction : best) {
    const std::size_t begin = plan.places[correction->word].first;
    const std::size_t after = plan.places[correction->word + correction->words - 1].second;
    if (begin >= after || after > end) continue;
    const std::string typed = query.text.substr(begin, after - begin);
    result.warnings.push_back(
        correction->absent
            ? "no model has \"" + typed + "\"; searched as \"" + correction->to + "\""
            : "\"" + typed + "\" was searched as \"" + correction->to + "\" too");
    text.replace(begin, after - begin, correction->to);
    end = begin;
  }
  if (text != query.text) result.did_you_mean = std::move(text);
}

std::string relaxed_note(std::uint64_t strict) {
  const std::string who = strict == 0   ? "no model has"
                          : strict == 1 ? "one model has"
                                        : std::to_string(strict) + " models have";
  return who + " all the words; models with most of them " + (strict == 0 ? "are shown" : "follow");
}

std::size_t required_words(const SearchPlan& plan) {
  std::size_t count = 0;
  for (const PlanNode& child : plan.root.children) {
    if (child.kind == NodeKind::kWord && !plan.words[child.word].optional) ++count;
  }
  return plan.root.kind == NodeKind::kAnd ? count : 0;
}

// Documents that match the plan, up to `enough`.
Result<std::uint64_t> count_matches(const index::Snapshot& snapshot, const SearchPlan& plan,
                                    std::uint64_t enough) {
  std::uint64_t count = 0;
  for (const index::SegmentView& view : snapshot.segments()) {
    auto matcher = SegmentMatcher::open(view, plan);
    if (!matcher) return std::move(matcher).error();
    while (count < enough && (*matcher)->next_window()) count += (*matcher)->matches().count();
  }
  return count;
}

// What one reading of a query finds.
struct Attempt {
  SearchPlan plan;
  Page page;
  std::optional<std::uint64_t> strict;  // documents with all words, when they are too few
  Found found;
};

Result<Attempt> attempt(const index::Snapshot& snapshot, SearchPlan plan,
                        const SearchRequest& request) {
  Attempt tried;
  tried.plan = std::move(plan);
  auto page = page_of(request, !tried.plan.scoring.empty());
  if (!page) return std::move(page).error();
  tried.page = *page;
  if (required_words(tried.plan) > 1) {
    if (request.ranking == Ranking::kBm25) {
      relax(tried.plan, 0);
    } else {
      auto count = count_matches(snapshot, tried.plan, kEnough);
      if (!count) return std::move(count).error();
      if (*count < kEnough) {
        tried.strict = *count;
        relax(tried.plan, kLeastShare);
      }
    }
  }
  auto found = Run(snapshot, tried.plan, request, tried.page).run();
  if (!found) return std::move(found).error();
  tried.found = std::move(found).value();
  return tried;
}

}  // namespace

Result<Record> current_summary(const index::Snapshot& snapshot, const index::DocAddress& at) {
  const index::SegmentView& view = snapshot.segments()[at.segment];
  auto record = view.reader->summary(at.doc);
  if (record) index::apply_numbers(view.doc_numbers(at.doc), *record);
  return record;
}

Result<Record> current_record(const index::Snapshot& snapshot, const index::DocAddress& at) {
  const index::SegmentView& view = snapshot.segments()[at.segment];
  auto record = view.reader->document(at.doc);
  if (record) index::apply_numbers(view.doc_numbers(at.doc), *record);
  return record;
}

Result<SearchResult> search_snapshot(const index::Snapshot& snapshot, const Taxonomy& taxonomy,
                                     const SearchRequest& request) {
  for (const std::string& facet : request.facets) {
    if (find_facet(facet) == nullptr) {
      return out_of_range(
          "facets: \"" + facet +
          "\" is none of framework, category, license, language, topic, kind, year");
    }
  }
  SearchResult result;
  result.sequence = snapshot.sequence();
  ParsedQuery parsed = parse_query(request.query);
  result.warnings = parsed.warnings;
  auto tried =
      attempt(snapshot, make_plan(parsed, request, taxonomy, snapshot, result.warnings), request);
  if (!tried) return std::move(tried).error();
  if (tried->found.total == 0) {
    if (auto loose = loosened(parsed)) {
      std::vector<std::string> known;  // they were told of the query as it is written
      auto again = attempt(
          snapshot, make_plan(loose->query, request, taxonomy, snapshot, known, Reading::kLoose),
          request);
      if (!again) return std::move(again).error();
      if (again->found.total > 0) {
        tried = std::move(again);
        parsed = std::move(loose->query);
        result.warnings.push_back(std::move(loose->note));
      }
    }
  }
  const SearchPlan& plan = tried->plan;
  const Page& page = tried->page;
  const Found& found = tried->found;
  if (tried->strict && found.total > *tried->strict)
    result.warnings.push_back(relaxed_note(*tried->strict));
  tell_corrections(parsed, plan, result);
  result.total = found.total;
  result.facets = found.facets;
  std::optional<Highlighter> highlighter;
  if (request.highlight && !plan.scoring.empty()) highlighter.emplace(plan);
  for (std::uint64_t i = page.offset; i < found.candidates.size(); ++i) {
    auto hit = make_hit(snapshot, found.candidates[i], request, page);
    if (!hit) return std::move(hit).error();
    if (highlighter) add_highlights(snapshot, found.candidates[i], *highlighter, *hit);
    result.hits.push_back(std::move(hit).value());
  }
  const std::uint64_t next = page.offset + page.limit;
  if (next < found.total) result.next_cursor = make_cursor(request, next);
  return result;
}

}  // namespace modelzoo::query
