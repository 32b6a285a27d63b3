// search_plan.h - what a query asks of an index: words with the terms that stand for them, and the
// conditions, in a tree that the matcher walks window by window.
//
// A value; immutable once made: thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "index/postings/field.h"
#include "index/segments/segment_reader.h"
#include "index/segments/snapshot.h"
#include "index/terms/keyword_terms.h"
#include "query/language/query_tree.h"
#include "query/search_request.h"

namespace modelzoo {
struct Taxonomy;
}

namespace modelzoo::query {

// Of 256: what a word that only begins as it was typed is worth.
inline constexpr std::uint32_t kPrefixWeight = 230;

// One term, or several that must follow each other at these distances.
struct TermAlternative {
  struct Part {
    std::string term;
    std::uint32_t ordinal = 0;  // from the first part
  };
  std::vector<Part> parts;
  std::uint32_t weight = 256;  // of 256: what a match is worth beside an exact one
  // The one part is a keyword (index/terms/keyword_terms.h): its documents count as if the word
  // were one of their topics.
  bool label = false;
};

// A word or phrase of the query: matches where one of its alternatives does.
struct QueryWord {
  std::string text;  // folded, as the user wrote it
  std::vector<TermAlternative> alternatives;
  // Not empty: besides the alternatives, all words that begin so, as one
  // (index/segments/prefix_words.h), at kPrefixWeight; the most frequent of them are named, for
  // closeness.
  std::string prefix;
  std::vector<std::string> frequent;
  std::uint64_t doc_freq = 0;  // documents with an alternative, an upper bound
  std::uint32_t idf = 0;       // times 256
  bool optional = false;       // a stop word beside others: neither asked for nor scored
};

enum class NumberField : std::uint8_t {
  kStars,
  kForks,
  kPushed,
  kCreated,
  kUpdated,
  kArchived,
  kFork,
  kTrending
};

// What facets count: the labels of a column, or years of creation.
enum class FacetKind : std::uint8_t {
  kFramework,
  kCategory,
  kTopic,
  kLicense,
  kLanguage,
  kKind,
  kYear
};

// A condition that gives no score.
struct Filter {
  // Any of these keywords, or, when there are none,
  std::vector<std::string> keywords;
  // a number in [low, high].
  NumberField number = NumberField::kStars;
  std::int64_t low = INT64_MIN, high = INT64_MAX;
};

struct PlanNode {
  NodeKind kind = NodeKind::kAll;
  std::size_t word = 0;    // kWord, kPhrase: index into words
  std::size_t filter = 0;  // kQualifier: index into filters
  std::vector<PlanNode> children;
};

// Words of `scoring` in a row.
struct WordRun {
  std::size_t first = 0, count = 0;
};

struct SearchPlan {
  std::vector<QueryWord> words;
  std::vector<Filter> filters;
  PlanNode root;
  index::FieldMask fields = index::kAllFields;
  // Words directly below the root need not all be there, but together these: a sum of idf, of which
  // relax() makes a share of all. 0: any one word.
  bool relaxed = false;
  std::uint32_t least_held = 0;
  // The words that score, in order: not those behind a minus sign.
  std::vector<std::size_t> scoring;
  // Filters of the request, by facet where they belong to one: a facet ignores its own.
  struct RequestFilter {
    std::size_t filter = 0;
    std::optional<FacetKind> facet;
  };
  std::vector<RequestFilter> request_filters;
  std::uint32_t unit = 0;         // idf of a word that one document has
  std::vector<WordRun> subjects;  // what sentences of the query open with (query_subject.h)
  std::string full_name;          // folded "owner/name", when the query says one
  std::string joined_words;       // letters and digits of all words: compared with names
  // What words, or two of them together, may be misspellings of (spelling_repair.h); best first for
  // each place.
  struct Correction {
    std::size_t word = 0, words = 1;
    std::string to;
    bool absent = false;  // what was typed stands nowhere
    bool told = true;     // false: nothing typed is doubtful, this is another way to write it
  };
  std::vector<Correction> corrections;
  std::vector<std::string> corrected_words;  // joined_words with corrections in it
  // Where each word stands in the query: bytes of ParsedQuery::text; empty for those not typed.
  std::vector<std::pair<std::size_t, std::size_t>> places;
};

// As it is written, or as one that nothing answers so (loose_query.h).
enum class Reading : std::uint8_t { kStrict, kLoose };

// Looks the words up in the snapshot. `warnings` receives what the user should know.
[[nodiscard]] SearchPlan make_plan(const ParsedQuery& query, const SearchRequest& request,
                                   const Taxonomy& taxonomy, const index::Snapshot& snapshot,
                                   std::vector<std::string>& warnings,
                                   Reading reading = Reading::kStrict);

// Makes the words of the plan optional: a document then needs `share` (0..1) of the idf of those
// that stand anywhere.
void relax(SearchPlan& plan, double share);

// Letters and digits of `text`, folded: "Mask_RCNN" and "mask rcnn" are both "maskrcnn".
[[nodiscard]] std::string joined_letters(std::string_view text);

}  // namespace modelzoo::query
