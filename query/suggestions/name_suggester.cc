#include "query/suggestions/name_suggester.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "index/analysis/tokenizer.h"
#include "index/storage/segment_format.h"
#include "query/planning/search_plan.h"
#include "schemas/record_reader.h"
#include "schemas/taxonomy.h"

namespace modelzoo::query {
namespace {

// Descriptions of the most starred are where phrases become popular.
constexpr std::uint32_t kPhraseDocuments = 20'000;
constexpr std::uint32_t kLeastTopic = 3;
// With so many that begin as typed, nothing is mistyped.
constexpr std::size_t kFew = 3;
constexpr std::uint32_t kLeastPhrase = 5;
// A synonym of a framework is no framework.
constexpr std::uint32_t kMostSynonym = 1000;
// One place in so many is kept for what is no repository: who types "obj" may look for object
// detection, and stars alone would show ten applications.
constexpr std::size_t kPlacesForOneOther = 3;
// A topic of many repositories is worth as much as a repository of many stars; a phrase says less.
constexpr std::uint32_t kTopicWeight = 50;
constexpr std::uint32_t kPhraseWeight = 20;

// "Mask_RCNN" may be completed from "mask..." and from "rcnn...": the keys are its suffixes by
// word.
void add_keys(std::string_view text, std::uint32_t item, std::uint32_t weight,
              std::vector<CompletionIndex::Key>& keys) {
  std::string before;
  for (std::size_t begin = 0; begin < text.size();) {
    std::string key = joined_letters(text.substr(begin));
    if (!key.empty() && key != before) {
      before = key;
      keys.push_back({std::move(key), item, weight});
    }
    const std::size_t next = text.find_first_of("-_./ ", begin);
    if (next == std::string_view::npos) break;
    begin = next + 1;
  }
}

std::string joined(const Synonyms::Words& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

// Words that hold phrases together and begin or end none.
bool is_glue(std::string_view word) {
  static const std::set<std::string_view> kWords = {
      "and",  "the",  "for",   "with", "from", "using", "based",  "that",   "this",  "your", "are",
      "can",  "via",  "into",  "you",  "all",  "our",   "use",    "used",   "its",   "how",  "not",
      "more", "code", "other", "has",  "any",  "which", "simple", "easily", "their", "make", "of"};
  return word.size() < 3 || kWords.contains(word);
}

// Counts two and three words in a row that say something, once for each text.
class PhraseCounter final : public index::TokenSink {
 public:
  void count(std::string_view text) {
    words_.clear();
    seen_.clear();
    tokenizer_.tokenize(text, 0, *this);
    for (std::size_t i = 0; i + 1 < words_.size(); ++i) {
      std::string phrase = words_[i];
      for (std::size_t k = i + 1; k < std::min(i + 3, words_.size()); ++k) {
        if (words_[k - 1].empty() || words_[k].empty()) break;
        phrase += ' ' + words_[k];
        if (!is_glue(words_[i]) && !is_glue(words_[k]) && seen_.insert(phrase).second)
          ++counts_[phrase];
      }
    }
  }
  [[nodiscard]] std::vector<std::pair<std::string, std::uint32_t>> counts() && {
    return {std::make_move_iterator(counts_.begin()), std::make_move_iterator(counts_.end())};
  }

  void token(const index::Token& token) override {
    if (token.beside()) return;
    const bool letters = std::all_of(token.term.begin(), token.term.end(),
                                     [](char c) { return c >= 'a' && c <= 'z'; });
    words_.emplace_back(letters ? token.term : std::string_view());
  }

 private:
  index::Tokenizer tokenizer_;
  std::vector<std::string> words_;  // empty: no word of a phrase
  std::set<std::string> seen_;
  std::unordered_map<std::string, std::uint32_t> counts_;
};

std::vector<std::pair<std::string, std::uint32_t>> phrases_of(const index::SegmentReader& reader) {
  PhraseCounter counter;
  RecordReader records;
  const std::uint32_t count = std::min(reader.doc_count(), kPhraseDocuments);
  for (std::uint32_t block = 0; block * index::kSummariesPerBlock < count; ++block) {
    const auto bytes = reader.summary_block(block);
    if (!bytes) break;  // documents are not stored
    const std::uint32_t first = block * index::kSummariesPerBlock;
    for (std::uint32_t i = 0; i < std::min(index::kSummariesPerBlock, count - first); ++i) {
      const auto json = index::summary_in_block(*bytes, i);
      if (!json) break;
      if (const auto record = records.read(*json); record && record->description)
        counter.count(*record->description);
    }
  }
  return std::move(counter).counts();
}

}  // namespace

SegmentCompletions make_segment_completions(const index::SegmentReader& reader) {
  std::vector<CompletionIndex::Key> keys;
  const auto numbers = reader.built_numbers();
  const index::FacetColumn& topics = reader.facet(index::FacetField::kTopic);
  std::vector<std::uint32_t> counts(topics.values().size(), 0);
  for (index::DocId doc = 0; doc < reader.doc_count(); ++doc) {
    const std::string_view full_name = reader.full_name(doc);
    add_keys(full_name.substr(full_name.find('/') + 1), doc, numbers[doc].stars, keys);
    keys.push_back({joined_letters(full_name), doc, numbers[doc].stars});
    for (const std::uint32_t topic : topics.ordinals(doc)) ++counts[topic];
  }
  SegmentCompletions made{CompletionIndex(std::move(keys)), {}, phrases_of(reader)};
  for (std::size_t i = 0; i < counts.size(); ++i)
    made.topics.emplace_back(topics.values()[i], counts[i]);
  return made;
}

// The suggestions so far: no two alike, no more than asked for.
class NameSuggester::Collector {
 public:
  Collector(const NameSuggester& suggester, std::size_t limit)
      : suggester_(suggester), limit_(limit) {}

  [[nodiscard]] bool full() const { return found_.size() >= limit_; }
  [[nodiscard]] bool few() const { return found_.size() < std::min(limit_, kFew); }

  // A tier: `visit(index, take)` for each index; the best of all of them are added.
  template <typename Visit>
  void add(const Visit& visit) {
    std::vector<Weighed> tier;
    const CompletionIndex& common = suggester_.common_->index;
    visit(common, [&](std::uint32_t item, std::uint32_t weight) {
      tier.push_back({suggester_.common_->items[item], weight});
      return tier.size() < limit_;
    });
    for (std::size_t s = 0; s < suggester_.segments_.size(); ++s) {
      const index::SegmentView& view = suggester_.snapshot_->segments()[s];
      std::size_t taken = 0;
      visit(suggester_.segments_[s]->names, [&](std::uint32_t doc, std::uint32_t) {
        if (!view.is_live(doc)) return true;
        const std::uint32_t stars = view.doc_numbers(doc).stars;
        tier.push_back({{std::string(view.reader->full_name(doc)), "model", stars}, stars});
        return ++taken < limit_;
      });
    }
    std::erase_if(tier, [&](const Weighed& weighed) {
      return std::any_of(found_.begin(), found_.end(), [&](const Suggestion& other) {
        return other.text == weighed.suggestion.text && other.kind == weighed.suggestion.kind;
      });
    });
    std::sort(tier.begin(), tier.end(), [](const Weighed& a, const Weighed& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.suggestion.text < b.suggestion.text;
    });
    const auto is_model = [](const Weighed& w) { return w.suggestion.kind == "model"; };
    const auto others =
        tier.size() - static_cast<std::size_t>(std::count_if(tier.begin(), tier.end(), is_model));
    const std::size_t places = limit_ - found_.size();
    std::size_t models = places - std::min(others, places / kPlacesForOneOther);
    for (Weighed& weighed : tier) {
      if (full()) break;
      if (is_model(weighed) && models-- == 0) {
        models = 0;
        continue;
      }
      found_.push_back(std::move(weighed.suggestion));
    }
  }
  [[nodiscard]] std::vector<Suggestion> take() { return std::move(found_); }

 private:
  struct Weighed {
    Suggestion suggestion;
    std::uint32_t weight = 0;
  };
  const NameSuggester& suggester_;
  std::size_t limit_;
  std::vector<Suggestion> found_;
};

std::shared_ptr<const NameSuggester::Common> NameSuggester::make_common(
    const std::vector<std::shared_ptr<const SegmentCompletions>>& segments,
    const Taxonomy& taxonomy, std::uint64_t documents) {
  auto common = std::make_shared<Common>();
  common->documents = documents;
  std::vector<CompletionIndex::Key> keys;
  // As letters, since "image-segmentation" is "image segmentation"; with its weight.
  std::map<std::string, std::uint32_t> known;
  const auto add = [&](const std::string& text, const char* kind, std::uint32_t weight) {
    if (!known.emplace(joined_letters(text), weight).second) return;
    add_keys(text, static_cast<std::uint32_t>(common->items.size()), weight, keys);
    common->items.push_back({text, kind, 0});
  };
  const auto add_entries = [&](const std::vector<TaxonomyEntry>& entries, const char* kind) {
    for (const TaxonomyEntry& entry : entries) {
      const auto item = static_cast<std::uint32_t>(common->items.size());
      add(entry.label, kind, UINT32_MAX);
      if (common->items.size() == item) continue;
      for (const std::string& alias : entry.aliases)
        keys.push_back({joined_letters(alias), item, UINT32_MAX});
    }
  };
  add_entries(taxonomy.frameworks, "framework");
  add_entries(taxonomy.categories, "category");
  std::map<std::string, std::uint32_t> topics;
  std::map<std::string, std::uint32_t> phrases;
  for (const auto& segment : segments) {
    for (const auto& [text, count] : segment->topics) topics[text] += count;
    for (const auto& [text, count] : segment->phrases) phrases[text] += count;
  }
  for (const auto& [text, count] : topics) {
    if (count >= kLeastTopic) add(text, "topic", count * kTopicWeight);
  }
  for (const auto& [text, count] : phrases) {
    if (count >= kLeastPhrase) add(text, "phrase", count * kPhraseWeight);
  }
  // What stands for something that is here, in another language for instance, finds it too.
  for (const auto& group : taxonomy.synonyms.groups()) {
    std::uint32_t weight = 0;
    for (const Synonyms::Words& words : group) {
      if (const auto found = known.find(joined_letters(joined(words))); found != known.end())
        weight = std::max(weight, found->second);
    }
    if (weight == 0) continue;
    for (const Synonyms::Words& words : group) {
      const bool abbreviation = words.size() == 1 && joined_letters(words[0]).size() < 6;
      if (!abbreviation) add(joined(words), "phrase", std::min(weight, kMostSynonym));
    }
  }
  common->index = CompletionIndex(std::move(keys));
  return common;
}

NameSuggester::NameSuggester(std::shared_ptr<const index::Snapshot> snapshot,
                             const Taxonomy& taxonomy, const NameSuggester* before)
    : snapshot_(std::move(snapshot)) {
  for (const index::SegmentView& view : snapshot_->segments()) {
    std::shared_ptr<const SegmentCompletions> completions;
    for (std::size_t i = 0; before != nullptr && i < before->segments_.size(); ++i) {
      if (before->snapshot_->segments()[i].id == view.id) completions = before->segments_[i];
    }
    if (!completions) {
      completions =
          std::make_shared<const SegmentCompletions>(make_segment_completions(*view.reader));
    }
    segments_.push_back(std::move(completions));
  }
  const std::uint64_t documents = snapshot_->live_count();
  constexpr std::uint64_t kTellingPart = 50;
  if (before != nullptr) {
    const std::uint64_t then = before->common_->documents;
    const std::uint64_t change = then > documents ? then - documents : documents - then;
    if (change <= documents / kTellingPart) common_ = before->common_;
  }
  if (!common_) common_ = make_common(segments_, taxonomy, documents);
}

// The rarest thing to look for is taken to be the longest word; of what begins with it, the
// heaviest few hundred are looked through for the others.
void NameSuggester::add_with_all_words(std::string_view typed, Collector& found) const {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin < typed.size();) {
    const std::size_t end = std::min(typed.find_first_of(" -_./", begin), typed.size());
    std::string word = joined_letters(typed.substr(begin, end - begin));
    if (!word.empty()) words.push_back(std::move(word));
    begin = end + 1;
  }
  if (words.size() < 2) return;
  const auto longest = std::max_element(
      words.begin(), words.end(),
      [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
  const std::string sought = *longest;
  words.erase(longest);
  const auto has_others = [&](std::string_view text) {
    std::vector<CompletionIndex::Key> keys;
    add_keys(text, 0, 0, keys);
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
      return std::any_of(keys.begin(), keys.end(), [&](const CompletionIndex::Key& key) {
        return key.text.starts_with(word);
      });
    });
  };
  constexpr std::size_t kLookedThrough = 200;
  std::size_t segment = 0;
  found.add([&](const CompletionIndex& index, const auto& take) {
    std::size_t looked = 0;
    const bool common = &index == &common_->index;
    const index::SegmentReader* reader =
        common ? nullptr : snapshot_->segments()[segment++].reader.get();
    index.visit(sought, [&](std::uint32_t item, std::uint32_t weight) {
      const std::string_view text =
          common ? std::string_view(common_->items[item].text) : reader->full_name(item);
      const bool more = !has_others(text) || take(item, weight);
      return more && ++looked < kLookedThrough;
    });
  });
}

std::vector<Suggestion> NameSuggester::complete(std::string_view typed, std::size_t limit) const {
  const std::string key = joined_letters(typed);
  if (key.empty() || limit == 0) return {};
  Collector found(*this, limit);
  found.add([&](const CompletionIndex& index, const auto& take) { index.visit(key, take); });
  if (!found.full()) add_with_all_words(typed, found);
  if (found.few()) {
    found.add(
        [&](const CompletionIndex& index, const auto& take) { index.visit_similar(key, take); });
  }
  return found.take();
}

}  // namespace modelzoo::query
