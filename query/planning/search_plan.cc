#include "query/planning/search_plan.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "query/language/function_words.h"
#include "query/language/query_subject.h"
#include "query/planning/plan_filters.h"
#include "query/planning/spelling_repair.h"
#include "query/planning/word_alternatives.h"
#include "schemas/record.h"
#include "schemas/taxonomy.h"

namespace modelzoo::query {
namespace {

using index::keyword_term;
using index::KeywordField;

// So many words before a last one of one letter: that is a language then rather than a part of a
// name ("faster r").
constexpr std::size_t kBesideLetter = 2;

// From here on a query is a sentence, whose words are not all chosen.
constexpr std::size_t kWordsOfSentence = 5;

// Where a word of the query's text may be cut: not at what names are joined by.
bool cuts_words(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return byte < 0x80 && !letter && c != '-' && c != '_' && c != '.' && c != '\'';
}

std::vector<std::string_view> pieces_of(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && !cuts_words(text[end])) ++end;
    if (end > begin) pieces.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return pieces;
}

// BM25's idf, never negative (Lucene's form).
std::uint32_t idf_of(std::uint64_t doc_freq, std::uint64_t documents) {
  const auto n = static_cast<double>(documents);
  const double df = std::min(static_cast<double>(doc_freq), n);
  return static_cast<std::uint32_t>(
      std::lround(256.0 * std::log(1.0 + (n - df + 0.5) / (df + 0.5))));
}

class Planner {
 public:
  Planner(SearchPlan& plan, const Taxonomy& taxonomy, const index::Snapshot& snapshot,
          std::vector<std::string>& warnings, Reading reading)
      : plan_(plan),
        reading_(reading),
        taxonomy_(taxonomy),
        snapshot_(snapshot),
        warnings_(warnings),
        words_(snapshot, taxonomy) {}

  void run(const ParsedQuery& query, const SearchRequest& request) {
    typing_ = request.prefix ? last_word(query.root) : nullptr;
    whole_ = query.root.children.size() == 1 ? query.root.children.data() : &query.root;
    plan_.fields = query.fields;
    std::vector<std::string> texts;
    collect_texts(query.root, texts);
    words_.set_language(index::stem_language(texts));
    plan_.root = node(query.root, true);
    take_facet_filters(plan_.root);
    add_neighbours(plan_.root);
    plan_.places.resize(plan_.words.size());
    if (request.ranking != Ranking::kBm25) {
      add_labels(query.text);
      repair_spelling(plan_.root);
    }
    const bool sentence =
        request.ranking != Ranking::kBm25 && plan_.scoring.size() >= kWordsOfSentence;
    for (QueryWord& word : plan_.words) {
      word.idf = idf_of(word.doc_freq, snapshot_.live_count());
      if (sentence && is_description_word(word.text)) word.idf /= 2;
    }
    plan_.unit = idf_of(1, snapshot_.live_count());
    join_words();
    pass_over_stop_words();
    find_subjects(query.text);
    add_request_filters(request, taxonomy_, plan_, warnings_);
  }

 private:
  static void collect_texts(const Node& node, std::vector<std::string>& texts) {
    if (node.kind == NodeKind::kWord) texts.push_back(joined_letters(node.text));
    for (const Node& child : node.children) collect_texts(child, texts);
  }

  static const Node* last_word(const Node& node) {
    if (node.kind == NodeKind::kWord) return &node;
    if (node.kind != NodeKind::kAnd || node.children.empty()) return nullptr;
    return last_word(node.children.back());
  }

  PlanNode node(const Node& from, bool positive) {
    PlanNode to;
    to.kind = from.kind;
    if (from.kind == NodeKind::kWord) return word_node(from, positive);
    if (from.kind == NodeKind::kPhrase) return leaf(from.kind, words_.phrase(from.text), positive);
    if (from.kind == NodeKind::kQualifier) {
      if (const auto words = unknown_label(from)) return word_node(*words, positive);
      to.filter = plan_.filters.size();
      facets_.emplace(to.filter, facet_of(from.qualifier.name));
      plan_.filters.push_back(filter_of(from.qualifier, taxonomy_));
    }
    for (const Node& child : from.children) {
      PlanNode planned = node(child, positive && from.kind != NodeKind::kNot);
      if (planned.kind == NodeKind::kAll) continue;
      if (planned.kind == NodeKind::kAnd && from.kind == NodeKind::kAnd) {
        std::move(planned.children.begin(), planned.children.end(),
                  std::back_inserter(to.children));
      } else {
        to.children.push_back(std::move(planned));
      }
    }
    const bool group =
        from.kind == NodeKind::kAnd || from.kind == NodeKind::kOr || from.kind == NodeKind::kNot;
    if (group && to.children.empty()) to.kind = NodeKind::kAll;
    return to;
  }

  // A framework or category that neither the taxonomy nor any record knows is searched as words.
  std::optional<Node> unknown_label(const Node& from) {
    const Qualifier& qualifier = from.qualifier;
    const bool framework = qualifier.name == "framework";
    if (!framework && qualifier.name != "category") return {};
    const auto id = framework ? taxonomy_.framework_id(qualifier.value)
                              : taxonomy_.category_id(qualifier.value);
    const KeywordField field = framework ? KeywordField::kFramework : KeywordField::kCategory;
    if (!id.empty() || snapshot_.doc_freq(keyword_term(field, qualifier.value)) > 0) return {};
    warnings_.push_back("character " + std::to_string(from.at) + ": " + qualifier.name + " \"" +
                        qualifier.value + "\" is not in the taxonomy; searched as words");
    Node words;
    words.kind = NodeKind::kWord;
    words.text = qualifier.value;
    return words;
  }

  // A facet ignores its own filter, whether it came as a parameter or stands in the query for all
  // of it: then it is a filter of the request as well.
  void take_facet_filters(PlanNode& root) {
    const auto take = [&](const PlanNode& at) {
      if (at.kind != NodeKind::kQualifier || !facets_[at.filter]) return false;
      plan_.request_filters.push_back({at.filter, facets_[at.filter]});
      return true;
    };
    if (take(root)) root = {};
    if (root.kind != NodeKind::kAnd) return;
    std::erase_if(root.children, take);
    if (root.children.empty()) root = {};
  }

  PlanNode leaf(NodeKind kind, QueryWord word, bool positive) {
    PlanNode to;
    if (word.alternatives.empty()) return to;  // punctuation alone asks for nothing
    to.kind = kind;
    to.word = plan_.words.size();
    plan_.words.push_back(std::move(word));
    if (positive) plan_.scoring.push_back(to.word);
    return to;
  }

  // "speech/audio" is two words; "owner/name" alone may be a repository. Chinese is cut from what
  // is joined to it, and to its words when it stands nowhere as it is.
  PlanNode word_node(const Node& from, bool positive) {
    const bool prefix = from.prefix || &from == typing_;
    std::vector<std::string_view> pieces = pieces_of(from.text);
    if (pieces.size() == 1 && positive) {
      auto words = words_.cjk_words(pieces[0], reading_ == Reading::kLoose);
      if (words.size() == 1) return typed_word(from, words[0], prefix, positive);
      if (!words.empty()) pieces = std::move(words);
    }
    if (pieces.size() < 2) return typed_word(from, from.text, prefix, positive);
    if (&from == whole_) {
      if (auto repository = full_name(from.text, prefix, positive)) return std::move(*repository);
    }
    PlanNode all{NodeKind::kAnd, 0, 0, {}};
    for (const std::string_view piece : pieces) {
      const bool last = piece.data() == pieces.back().data();
      PlanNode word = typed_word(from, piece, prefix && last, positive);
      if (word.kind != NodeKind::kAll) all.children.push_back(std::move(word));
    }
    if (all.children.empty()) return {};
    return all;
  }

  // `piece`: of from.text.
  PlanNode typed_word(const Node& from, std::string_view piece, bool prefix, bool positive) {
    PlanNode word = leaf(NodeKind::kWord, words_.word(piece, prefix, positive), positive);
    if (word.kind == NodeKind::kAll) return word;
    plan_.places.resize(plan_.words.size());
    const auto begin = from.begin + static_cast<std::size_t>(piece.data() - from.text.data());
    plan_.places[word.word] = {begin, begin + piece.size()};
    if (prefix) typing_word_ = word.word;
    return word;
  }

  // "owner/name", when there is such an owner: the repository, besides those that say both in a
  // row. Owner and name lie apart in the index, so that no phrase joins them.
  std::optional<PlanNode> full_name(std::string_view text, bool prefix, bool positive) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos || slash == 0 || text.find('/', slash + 1) != text.npos) return {};
    const std::string owner = keyword_term(KeywordField::kOwner, text.substr(0, slash));
    QueryWord name = words_.phrase(text.substr(slash + 1));
    if (name.alternatives.empty() || snapshot_.doc_freq(owner) == 0) return {};
    if (positive) plan_.full_name = folded_name(text);
    PlanNode word = leaf(NodeKind::kWord, words_.word(text, prefix, positive), positive);
    PlanNode of_owner{NodeKind::kQualifier, 0, plan_.filters.size(), {}};
    plan_.filters.emplace_back().keywords.push_back(owner);
    PlanNode named{NodeKind::kPhrase, plan_.words.size(), 0, {}};
    plan_.words.push_back(std::move(name));
    PlanNode repository{NodeKind::kAnd, 0, 0, {std::move(of_owner), std::move(named)}};
    return PlanNode{NodeKind::kOr, 0, 0, {std::move(word), std::move(repository)}};
  }

  // Words that stand side by side, everywhere in the tree.
  void add_neighbours(PlanNode& at) {
    if (at.kind == NodeKind::kNot) return;  // nothing but what is named is taken away
    std::vector<QueryWord*> run;
    for (PlanNode& child : at.children) {
      if (at.kind == NodeKind::kAnd && child.kind == NodeKind::kWord) {
        run.push_back(&plan_.words[child.word]);
        continue;
      }
      words_.add_neighbours(run);
      run.clear();
      add_neighbours(child);
    }
    if (at.kind == NodeKind::kWord) run.push_back(&plan_.words[at.word]);
    words_.add_neighbours(run);
  }

  // "C++", whose letters alone are a word of the plan.
  static std::string_view with_marks(std::string_view text,
                                     std::pair<std::size_t, std::size_t> place) {
    std::size_t end = std::min(place.second, text.size());
    while (end < text.size() && (text[end] == '+' || text[end] == '#')) ++end;
    return text.substr(std::min(place.first, end), end - std::min(place.first, end));
  }

  void add_labels(std::string_view text) {
    if (plan_.fields != index::kAllFields) return;
    for (const std::size_t word : plan_.scoring) {
      const bool typed = plan_.places[word].second > 0;  // not a quoted phrase
      const bool closes = plan_.scoring.size() > kBesideLetter && word == plan_.scoring.back() &&
                          typing_word_ != word;
      if (typed) words_.add_labels(with_marks(text, plan_.places[word]), closes, plan_.words[word]);
    }
  }

  // Likewise: what they may be misspellings of.
  void repair_spelling(const PlanNode& at) {
    if (at.kind == NodeKind::kNot) return;
    SpellingRepair repair(snapshot_, plan_);
    std::vector<std::size_t> run;
    const auto close_run = [&] {
      repair.repair(run, !run.empty() && typing_word_ == run.back());
      run.clear();
    };
    if (at.kind == NodeKind::kWord) run.push_back(at.word);
    for (const PlanNode& child : at.children) {
      if (at.kind == NodeKind::kAnd && child.kind == NodeKind::kWord) {
        run.push_back(child.word);
        continue;
      }
      close_run();
      repair_spelling(child);
    }
    close_run();
  }

  // The words as one, and once more with each correction, the best ones of other places beside it.
  void join_words() {
    constexpr std::size_t kMaxForms = 24;
    for (const std::size_t word : plan_.scoring) plan_.joined_words += plan_.words[word].text;
    for (const SearchPlan::Correction& correction : plan_.corrections) {
      if (plan_.corrected_words.size() == kMaxForms) break;
      std::string form;
      for (const std::size_t word : plan_.scoring) {
        if (word == correction.word) {
          form += correction.to;
        } else if (word < correction.word || word >= correction.word + correction.words) {
          form += best_form(word);
        }
      }
      plan_.corrected_words.push_back(joined_letters(form));
    }
  }

  const std::string& best_form(std::size_t word) const {
    for (const SearchPlan::Correction& correction : plan_.corrections) {
      if (correction.word == word && correction.words == 1 && correction.absent)
        return correction.to;
    }
    return plan_.words[word].text;
  }

  void pass_over_stop_words() {
    const auto stops = [&](std::size_t word) { return is_stop_word(plan_.words[word].text); };
    if (std::all_of(plan_.scoring.begin(), plan_.scoring.end(), stops)) return;
    for (QueryWord& word : plan_.words) word.optional = is_stop_word(word.text);
    std::erase_if(plan_.scoring, stops);
  }

  void find_subjects(std::string_view text) {
    std::vector<std::size_t> begins = sentence_begins(text);
    begins.push_back(text.size());
    std::size_t first = 0;  // of the scoring words, of the sentence
    for (std::size_t s = 0; s + 1 < begins.size(); ++s) {
      const auto before = [&](std::size_t end, std::size_t scoring) {
        return scoring < plan_.scoring.size() && place(scoring).first < end;
      };
      while (before(begins[s], first)) ++first;
      std::size_t last = first;
      while (last - first < kMaxNameWords && before(begins[s + 1], last)) ++last;
      const std::size_t count = subject_words(text, begins[s], {first, last - first});
      if (count > 0) plan_.subjects.push_back({first, count});
    }
  }

  const std::pair<std::size_t, std::size_t>& place(std::size_t scoring) const {
    return plan_.places[plan_.scoring[scoring]];
  }

  // How many of the first words of the sentence that begins at `begin` are its subject.
  std::size_t subject_words(std::string_view text, std::size_t begin, const WordRun& words) const {
    for (std::size_t n = 0; n < words.count; ++n) {
      auto [from, end] = place(words.first + n);
      end = std::min(end, text.size());
      while (end > from && cuts_words(text[end - 1])) --end;  // "ONNX:" is one piece
      if (end <= from) return 0;
      if (n == 0 && !opens_sentence(text.substr(begin, from - begin))) return 0;
      if (follows_subject(text.substr(end))) return n + 1;
    }
    return 0;
  }

  SearchPlan& plan_;
  Reading reading_;
  const Taxonomy& taxonomy_;
  const index::Snapshot& snapshot_;
  std::vector<std::string>& warnings_;
  WordAlternatives words_;
  const Node* typing_ = nullptr;
  const Node* whole_ = nullptr;                             // a word that is all of the query
  std::map<std::size_t, std::optional<FacetKind>> facets_;  // by filter of a qualifier
  std::optional<std::size_t> typing_word_;                  // the last word that is a prefix
};

}  // namespace

SearchPlan make_plan(const ParsedQuery& query, const SearchRequest& request,
                     const Taxonomy& taxonomy, const index::Snapshot& snapshot,
                     std::vector<std::string>& warnings, Reading reading) {
  SearchPlan plan;
  Planner(plan, taxonomy, snapshot, warnings, reading).run(query, request);
  return plan;
}

void relax(SearchPlan& plan, double share) {
  double all = 0;
  // A word that stands nowhere is not held against anybody.
  for (const std::size_t word : plan.scoring) {
    if (plan.words[word].doc_freq > 0) all += plan.words[word].idf;
  }
  plan.relaxed = true;
  plan.least_held = static_cast<std::uint32_t>(share * all);
}

std::string joined_letters(std::string_view text) {
  struct Joiner final : index::TokenSink {
    std::string out;
    void token(const index::Token& token) override {
      if (!token.beside()) out += token.term;
    }
  } joiner;
  thread_local index::Tokenizer tokenizer;
  tokenizer.tokenize(text, 0, joiner);
  return joiner.out;
}

}  // namespace modelzoo::query
