#include "crawler/classify.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "schemas/taxonomy.h"

namespace modelzoo::crawler {
namespace {

// A label holds from this sum on.
constexpr double kEnough = 1.0;
constexpr double kEnoughForCategory = 0.75;  // more of them are meant than said
// Beside a label of this many times its weight, a weak one is an aside: the second framework of a
// comparison or an export, the tools of an evaluation.
constexpr double kFrameworkAside = 0.34;
constexpr double kCategoryAside = 0.2;
// How much of a README says what it is; the rest tells how to use it.
constexpr std::size_t kHeadBytes = 1500;
constexpr std::size_t kReadmeBytes = 40'000;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

// Lower case, everything that is no letter or digit as one space, with a space at both ends: a
// phrase is then found by looking for " phrase ".
std::string flattened(std::string_view text) {
  std::string out = " ";
  for (const char c : folded_name(text)) {
    if (is_word(c) || c == '+' || c == '#') {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.back() != ' ') out += ' ';
  return out;
}

std::size_t occurrences(std::string_view text, std::string_view phrase) {
  std::string needle = flattened(phrase);
  // Scripts without spaces are found anywhere.
  const bool ideographic =
      !phrase.empty() && (static_cast<unsigned char>(phrase[0]) & 0xE0) == 0xE0;
  if (ideographic) needle = needle.substr(1, needle.size() - 2);
  if (needle.size() < 2) return 0;
  std::size_t count = 0;
  for (std::size_t at = text.find(needle); at != std::string_view::npos;
       at = text.find(needle, at + needle.size() - 1)) {
    ++count;
  }
  return count;
}

// Text outside code blocks, links' targets and tags.
std::string prose(std::string_view readme) {
  std::string out;
  bool code = false;
  while (!readme.empty()) {
    const std::size_t end = readme.find('\n');
    const std::string_view line = readme.substr(0, end);
    readme.remove_prefix(end == std::string_view::npos ? readme.size() : end + 1);
    if (line.starts_with("```")) code = !code;
    if (!code && !line.starts_with("    ")) {
      int depth = 0;
      for (const char c : line) {
        if (c == '<' || c == '(') ++depth;
        if (depth == 0) out += c;
        if ((c == '>' || c == ')') && depth > 0) --depth;
      }
    }
    out += '\n';
  }
  return out;
}

// What a record says, flattened once for all phrases.
struct Texts {
  std::string name, description, head, readme, manifests;
  std::uint64_t imports = 0;

  explicit Texts(const Record& record) {
    name = flattened(record.full_name.substr(record.full_name.find('/') + 1));
    description = flattened(record.description.value_or(""));
    const std::string text =
        prose(std::string_view(record.readme.value_or("")).substr(0, kReadmeBytes));
    head = flattened(std::string_view(text).substr(0, kHeadBytes));
    readme = flattened(text);
    if (record.imports) {
      for (const auto& [module, count] : *record.imports) imports += count;
    }
  }
};

class Weigher {
 public:
  Weigher(const Record& record, const Texts& texts, std::vector<Evidence>& evidence)
      : record_(record), texts_(texts), evidence_(evidence) {}

  double framework(const TaxonomyEntry& entry) {
    begin(entry);
    topics(1.0);
    manifests(0.9);
    imports();
    phrases({.name = 1.2, .description = 1.0, .head = 0.5, .readme = 0.08, .readme_cap = 0.4});
    return sum_;
  }
  double category(const TaxonomyEntry& entry) {
    begin(entry);
    topics(0.8);
    phrases({.name = 1.0, .description = 1.0, .head = 0.5, .readme = 0.06, .readme_cap = 0.6});
    return sum_;
  }
  double kind(const TaxonomyEntry& entry) {
    begin(entry);
    topics(0.7);
    phrases({.name = 0.9, .description = 0.9, .head = 0.35, .readme = 0, .readme_cap = 0});
    return sum_;
  }

 private:
  struct PhraseWeights {
    double name, description, head, readme, readme_cap;
  };

  void begin(const TaxonomyEntry& entry) {
    entry_ = &entry;
    sum_ = 0;
  }
  void add(const char* where, std::string text, double weight) {
    sum_ += weight;
    evidence_.push_back({entry_->id, where, std::move(text), weight});
  }
  void topics(double weight) {
    if (!record_.topics) return;
    for (const std::string& topic : *record_.topics) {
      const std::string folded = folded_name(topic);
      if (std::find(entry_->topics.begin(), entry_->topics.end(), folded) != entry_->topics.end()) {
        add("topic", topic, weight);
      }
    }
  }
  void manifests(double weight) {
    if (!record_.manifests) return;
    for (const auto& [file, text] : *record_.manifests) {
      for (const std::string& package : entry_->packages) {
        if (!names_package(text, package)) continue;
        add("manifest", file + ": " + package, weight);
        return;
      }
    }
  }
  // The package as a whole name: "torch" is not in "torchvision", nor in "pytorch-lightning".
  static bool names_package(std::string_view text, std::string_view package) {
    const auto part_of_name = [](char c) { return is_word(c) || c == '-' || c == '_'; };
    const std::string folded = folded_name(text);
    for (std::size_t at = folded.find(package); at != std::string::npos;
         at = folded.find(package, at + 1)) {
      const bool begins = at == 0 || !part_of_name(folded[at - 1]);
      const std::size_t end = at + package.size();
      if (begins && (end == folded.size() || !part_of_name(folded[end]))) return true;
    }
    return false;
  }
  void imports() {
    if (!record_.imports || texts_.imports == 0) return;
    std::uint64_t count = 0;
    for (const std::string& module : entry_->modules) {
      const auto found = record_.imports->find(module);
      if (found != record_.imports->end()) count += found->second;
    }
    if (count == 0) return;
    const double share = static_cast<double>(count) / static_cast<double>(texts_.imports);
    add("import", std::to_string(count) + " of " + std::to_string(texts_.imports),
        std::min(2.0, 0.4 + 4 * share));
  }
  void phrases(const PhraseWeights& weights) {
    struct Place {
      const char* where;
      const std::string* text;
      double weight, cap;
    };
    const Place places[] = {
        {"name", &texts_.name, weights.name, weights.name},
        {"description", &texts_.description, weights.description, weights.description},
        {"heading", &texts_.head, weights.head, 2 * weights.head},
        {"readme", &texts_.readme, weights.readme, weights.readme_cap}};
    for (const Place& place : places) {
      double got = 0;
      for (const std::string& phrase : entry_->phrases) {
        const std::size_t count =
            place.weight > 0 && got < place.cap ? occurrences(*place.text, phrase) : 0;
        if (count == 0) continue;
        const double weight = std::min(place.cap - got, place.weight * static_cast<double>(count));
        add(place.where, phrase, weight);
        got += weight;
      }
    }
  }

  const Record& record_;
  const Texts& texts_;
  std::vector<Evidence>& evidence_;
  const TaxonomyEntry* entry_ = nullptr;
  double sum_ = 0;
};

std::vector<std::string> above_threshold(const std::vector<std::pair<double, std::string>>& weighed,
                                         double enough, double aside) {
  double strongest = 0;
  for (const auto& [weight, id] : weighed) strongest = std::max(strongest, weight);
  std::vector<std::pair<double, std::string>> kept;
  for (const auto& entry : weighed) {
    if (entry.first >= enough && entry.first >= aside * strongest) kept.push_back(entry);
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> ids;
  for (auto& [weight, id] : kept) ids.push_back(std::move(id));
  return ids;
}

// The kind with the most evidence; a repository that says nothing special is a model when it
// belongs to a framework or category, else something other.
std::string kind_of(const std::vector<std::pair<double, std::string>>& weighed, bool labelled) {
  const std::pair<double, std::string>* best = nullptr;
  for (const auto& entry : weighed) {
    if (entry.first >= kEnough * 0.85 && (best == nullptr || entry.first > best->first))
      best = &entry;
  }
  if (best != nullptr) return best->second;
  return labelled ? "model" : "other";
}

}  // namespace

Classification classify(const Record& record, const Taxonomy& taxonomy) {
  Classification result;
  const Texts texts(record);
  Weigher weigher(record, texts, result.evidence);
  std::vector<std::pair<double, std::string>> frameworks;
  std::vector<std::pair<double, std::string>> categories;
  std::vector<std::pair<double, std::string>> kinds;
  for (const TaxonomyEntry& entry : taxonomy.frameworks)
    frameworks.emplace_back(weigher.framework(entry), entry.id);
  for (const TaxonomyEntry& entry : taxonomy.categories)
    categories.emplace_back(weigher.category(entry), entry.id);
  for (const TaxonomyEntry& entry : taxonomy.kinds)
    kinds.emplace_back(weigher.kind(entry), entry.id);
  result.frameworks = above_threshold(frameworks, kEnough, kFrameworkAside);
  for (std::size_t i = 0; i < result.frameworks.size(); ++i) {
    const TaxonomyEntry* entry = taxonomy.framework(result.frameworks[i]);
    for (const std::string& implied : entry->implies) {
      if (std::find(result.frameworks.begin(), result.frameworks.end(), implied) ==
          result.frameworks.end()) {
        result.frameworks.push_back(implied);
      }
    }
  }
  result.categories = above_threshold(categories, kEnoughForCategory, kCategoryAside);
  result.kind = kind_of(kinds, !result.frameworks.empty() || !result.categories.empty());
  return result;
}

void classify_record(Record& record, const Taxonomy& taxonomy) {
  if (record.frameworks && record.categories && record.kind) return;
  Classification found = classify(record, taxonomy);
  std::vector<std::string> set = record.classified.value_or(std::vector<std::string>{});
  if (!record.frameworks) {
    record.frameworks = std::move(found.frameworks);
    set.emplace_back("frameworks");
  }
  if (!record.categories) {
    record.categories = std::move(found.categories);
    set.emplace_back("categories");
  }
  if (!record.kind) {
    record.kind = std::move(found.kind);
    set.emplace_back("kind");
  }
  record.classified = std::move(set);
}

void reclassify_record(Record& record, const Taxonomy& taxonomy) {
  if (!record.classified) return classify_record(record, taxonomy);
  for (const std::string& field : *record.classified) {
    if (field == "frameworks") record.frameworks.reset();
    if (field == "categories") record.categories.reset();
    if (field == "kind") record.kind.reset();
  }
  record.classified.reset();
  classify_record(record, taxonomy);
}

}  // namespace modelzoo::crawler
