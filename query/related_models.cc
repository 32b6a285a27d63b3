#include "query/related_models.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "index/analysis/paper_keys.h"
#include "index/analysis/tokenizer.h"
#include "query/block_max/block_max_search.h"
#include "query/block_max/text_score.h"
#include "query/snapshot_search.h"

namespace modelzoo::query {
namespace {

using index::DocAddress;
using index::FacetField;
using index::keyword_term;
using index::KeywordField;

constexpr std::size_t kTellingWords = 24;
constexpr std::size_t kCandidates = 150;
// What a README is about it says at its beginning.
constexpr std::size_t kReadBytes = std::size_t{24} << 10;
constexpr std::size_t kLeastWord = 3;
// A word that more than one document in so many has tells nothing, nor one that no other has.
constexpr std::uint64_t kCommonShare = 12;
constexpr std::uint64_t kFewDocuments = 24;  // too few to call a word common
// As term frequency saturates in BM25 with this k1.
constexpr double kSaturation = 1.5;

// What the author chose to name and describe it by tells more than any word of the text.
constexpr double kLabelTimes = 1.0, kTextTimes = 0.5;
constexpr double kHeadingCount = 2;
constexpr double kTopicShare = 0.25, kFrameworkShare = 0.10, kCategoryShare = 0.10;
constexpr double kPaperShare = 2.0, kStarShareOfRelated = 0.10, kManyStarsOfRelated = 200'000;
// A paper that more READMEs name is cited, not implemented.
constexpr double kFewNameIt = 40;
constexpr double kArchivedTimes = 0.9, kForkTimes = 0.8, kListTimes = 0.7;

std::vector<std::string> values_of(const index::SegmentView& view, index::DocId doc,
                                   FacetField field) {
  const index::FacetColumn& column = view.reader->facet(field);
  std::vector<std::string> values;
  for (const std::uint32_t ordinal : column.ordinals(doc))
    values.push_back(column.values()[ordinal]);
  return values;
}

// Words with how often they occur in the text, and whether the model's labels have them.
class WordCounter final : public index::TokenSink {
 public:
  struct Word {
    double count = 0;
    bool label = false;
    // Of a tf-idf's tf.
    [[nodiscard]] double frequency() const {
      return kTextTimes * count / (count + kSaturation) + (label ? kLabelTimes : 0);
    }
  };
  void label(std::string_view text) { read(text, 0, true); }
  void text(std::string_view text, double times) { read(text, times, false); }
  void token(const index::Token& token) override {
    const bool digits = std::all_of(token.term.begin(), token.term.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
    if (token.term.size() < kLeastWord || token.repeat || token.pair || digits) return;
    Word& word = words_[std::string(token.term)];
    word.count += times_;
    word.label = word.label || label_;
  }
  [[nodiscard]] const std::unordered_map<std::string, Word>& words() const { return words_; }

 private:
  void read(std::string_view text, double times, bool label) {
    times_ = times;
    label_ = label;
    tokenizer_.tokenize(text, 0, *this);
  }
  index::Tokenizer tokenizer_;
  double times_ = 1;
  bool label_ = false;
  std::unordered_map<std::string, Word> words_;
};

class RelatedSearch {
 public:
  RelatedSearch(const index::Snapshot& snapshot, const DocAddress& of)
      : snapshot_(snapshot), of_(of), view_(snapshot.segments()[of.segment]) {}

  Result<std::vector<Hit>> run(std::size_t limit) {
    auto record = view_.reader->document(of_.doc);
    if (!record) return std::move(record).error();
    MODELZOO_RETURN_IF_ERROR(add_by_words(*record));
    if (record->readme) MODELZOO_RETURN_IF_ERROR(add_by_papers(*record->readme));
    add_labels();
    return best(limit);
  }

 private:
  struct Candidate {
    double text = 0, paper = 0, labels = 0;
  };

  static bool before(const DocAddress& a, const DocAddress& b) {
    return a.segment != b.segment ? a.segment < b.segment : a.doc < b.doc;
  }

  Result<RankedQuery> telling_words(const Record& record) const {
    WordCounter counter;
    counter.label(std::string_view(record.full_name).substr(record.full_name.find('/') + 1));
    if (record.description) counter.label(*record.description);
    for (const std::string& topic : record.topics.value_or(std::vector<std::string>{}))
      counter.label(topic);
    auto text = view_.reader->readme_text(of_.doc);
    if (!text) return std::move(text).error();
    for (const index::TextBlock& block : text->blocks) {
      if (block.end > kReadBytes) break;
      if (block.code) continue;
      counter.text(std::string_view(text->text).substr(block.begin, block.end - block.begin),
                   block.level > 0 ? kHeadingCount : 1);
    }
    std::vector<RankedWord> words;
    const std::uint64_t documents = snapshot_.live_count();
    for (const auto& [word, found] : counter.words()) {
      const std::uint64_t others = snapshot_.doc_freq(word);
      if (others < 2 || others > std::max(documents / kCommonShare, kFewDocuments)) continue;
      const double weight = found.frequency() * idf_weight(others, documents);
      words.push_back({word, static_cast<std::uint32_t>(std::max(1.0, weight))});
    }
    const auto kept = static_cast<std::ptrdiff_t>(std::min(kTellingWords, words.size()));
    std::partial_sort(words.begin(), words.begin() + kept, words.end(),
                      [](const RankedWord& a, const RankedWord& b) {
                        return a.weight != b.weight ? a.weight > b.weight : a.term < b.term;
                      });
    words.resize(static_cast<std::size_t>(kept));
    RankedQuery query;
    query.words = std::move(words);
    return query;
  }

  Status add_by_words(const Record& record) {
    const auto query = telling_words(record);
    if (!query) return query.error();
    if (query->words.empty()) return Ok{};
    const auto found = search_top_k(snapshot_, *query, kCandidates, Ranking::kBm25);
    if (!found) return found.error();
    double best_score = 1;
    for (const RankedDoc& doc : *found) {
      if (!(doc.at == of_)) best_score = std::max(best_score, static_cast<double>(doc.score));
    }
    for (const RankedDoc& doc : *found) candidates_[doc.at].text = doc.score / best_score;
    return Ok{};
  }

  Status add_by_papers(std::string_view readme) {
    for (const std::string& key : index::paper_keys(readme)) {
      const std::string term = keyword_term(KeywordField::kPaper, key);
      const auto others = static_cast<double>(snapshot_.doc_freq(term));
      const double share = kPaperShare * std::min(1.0, kFewNameIt / std::max(others, 1.0));
      constexpr double kLeastPaper = 0.2;
      if (share < kLeastPaper) continue;
      for (std::uint32_t s = 0; s < snapshot_.segments().size(); ++s) {
        const index::SegmentView& view = snapshot_.segments()[s];
        const auto info = view.reader->find_term(term);
        if (!info) continue;
        auto cursor = view.reader->postings(*info, false);
        if (!cursor) return std::move(cursor).error();
        for (index::DocId doc = cursor->doc(); doc != index::kEndOfPostings; doc = cursor->next())
          if (view.is_live(doc)) candidates_[{s, doc}].paper += share;
      }
    }
    return Ok{};
  }

  // What of the model's topics, frameworks and categories each candidate has.
  void add_labels() {
    std::map<std::string, double> topics;
    double all = 0;
    for (const std::string& topic : values_of(view_, of_.doc, FacetField::kTopic)) {
      const double idf = idf_weight(snapshot_.doc_freq(keyword_term(KeywordField::kTopic, topic)),
                                    snapshot_.live_count());
      topics[topic] = idf;
      all += idf;
    }
    const auto set_of = [&](FacetField field) {
      const auto values = values_of(view_, of_.doc, field);
      return std::set<std::string>(values.begin(), values.end());
    };
    const std::set<std::string> frameworks = set_of(FacetField::kFramework);
    const std::set<std::string> categories = set_of(FacetField::kCategory);
    const auto shares_one = [](const std::vector<std::string>& values,
                               const std::set<std::string>& wanted) {
      return std::any_of(values.begin(), values.end(),
                         [&](const std::string& value) { return wanted.contains(value); });
    };
    for (auto& [at, candidate] : candidates_) {
      const index::SegmentView& view = snapshot_.segments()[at.segment];
      double shared = 0;
      for (const std::string& topic : values_of(view, at.doc, FacetField::kTopic)) {
        const auto known = topics.find(topic);
        if (known != topics.end()) shared += known->second;
      }
      if (all > 0) candidate.labels += kTopicShare * shared / all;
      if (shares_one(values_of(view, at.doc, FacetField::kFramework), frameworks))
        candidate.labels += kFrameworkShare;
      if (shares_one(values_of(view, at.doc, FacetField::kCategory), categories))
        candidate.labels += kCategoryShare;
    }
  }

  double score(const DocAddress& at, const Candidate& candidate) const {
    const index::SegmentView& view = snapshot_.segments()[at.segment];
    const index::DocNumbers& numbers = view.doc_numbers(at.doc);
    double score =
        candidate.text + candidate.labels + candidate.paper +
        kStarShareOfRelated * std::log1p(numbers.stars) / std::log1p(kManyStarsOfRelated);
    if (numbers.archived) score *= kArchivedTimes;
    if (numbers.fork) score *= kForkTimes;
    const auto is_list = [](const index::SegmentView& of, index::DocId doc) {
      const auto kinds = values_of(of, doc, FacetField::kKind);
      return std::find(kinds.begin(), kinds.end(), "list") != kinds.end();
    };
    if (is_list(view, at.doc) && !is_list(view_, of_.doc)) score *= kListTimes;
    return score;
  }

  Result<std::vector<Hit>> best(std::size_t limit) const {
    std::vector<std::pair<double, DocAddress>> order;
    for (const auto& [at, candidate] : candidates_) {
      if (!(at == of_)) order.emplace_back(score(at, candidate), at);
    }
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : before(a.second, b.second);
    });
    if (order.size() > limit) order.resize(limit);
    std::vector<Hit> hits;
    for (const auto& [value, at] : order) {
      auto summary = current_summary(snapshot_, at);
      if (!summary) return std::move(summary).error();
      Hit& hit = hits.emplace_back();
      hit.record = std::move(summary).value();
      hit.stars_month = snapshot_.segments()[at.segment].doc_numbers(at.doc).stars_month;
      hit.score = value;
    }
    return hits;
  }

  const index::Snapshot& snapshot_;
  DocAddress of_;
  const index::SegmentView& view_;
  std::map<DocAddress, Candidate, bool (*)(const DocAddress&, const DocAddress&)> candidates_{
      before};
};

}  // namespace

Result<std::vector<Hit>> related_models(const index::Snapshot& snapshot, const DocAddress& of,
                                        std::size_t limit) {
  return RelatedSearch(snapshot, of).run(limit);
}

}  // namespace modelzoo::query
