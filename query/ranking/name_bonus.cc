#include "query/ranking/name_bonus.h"

#include <algorithm>

#include "query/language/query_subject.h"

namespace modelzoo::query {
namespace {

constexpr std::size_t kTelling = 3;  // shorter names and beginnings say little

using index::joins_name;
using index::NameLengths;

// Compares letters and digits of a name with folded letters, without making a string of them.
class NameLetters {
 public:
  explicit NameLetters(std::string_view name) : name_(name) {}
  [[nodiscard]] std::size_t count() const {
    return name_.size() -
           static_cast<std::size_t>(std::count_if(name_.begin(), name_.end(), joins_name));
  }
  // How many of `letters` the name begins with; `letters` from `from` on.
  [[nodiscard]] std::size_t shared(std::string_view letters, std::size_t from = 0) const {
    std::size_t at = from;
    for (const char c : name_) {
      if (joins_name(c)) continue;
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      if (at == letters.size() || letters[at] != lower) break;
      ++at;
    }
    return at - from;
  }

 private:
  std::string_view name_;
};

// "owner/name", taken apart once for all that is asked of it.
struct SplitName {
  explicit SplitName(std::string_view full_name) : SplitName(full_name, full_name.find('/')) {}
  NameLetters owner, name;
  std::size_t letters;  // of the name

 private:
  SplitName(std::string_view full_name, std::size_t slash)
      : owner(full_name.substr(0, slash)),
        name(full_name.substr(slash + 1)),
        letters(name.count()) {}
};

// What the words say of the name: kSameName when they are the same.
double same_name(const SplitName& full, std::string_view words) {
  if (words.empty()) return 0;
  const std::size_t shared = full.name.shared(words);
  if (shared == full.letters) {  // "name", or "name owner"
    if (shared == words.size()) return kSameName;
    const std::size_t rest = words.size() - shared;
    if (rest == full.owner.count() && full.owner.shared(words, shared) == rest) return kSameName;
  }
  if (shared < words.size()) {  // "owner name"
    const std::size_t of_owner = full.owner.shared(words);
    if (of_owner == full.owner.count() && of_owner + full.letters == words.size() &&
        full.name.shared(words, of_owner) == full.letters) {
      return kSameName;
    }
  }
  if (words.size() >= kTelling && shared == words.size())
    return kNamePrefix * static_cast<double>(shared) / static_cast<double>(full.letters);
  return 0;
}

}  // namespace

NameBonus::NameBonus(const SearchPlan& plan, double best)
    : plan_(plan), best_(best), most_(kSameName * best) {
  add_runs();
  for (const Run& run : runs_) {
    double& most = by_name_[std::min<std::size_t>(run.letters.size(), NameLengths::kMost)];
    most = std::max(most, run.worth);
  }
  add_lengths(plan_.joined_words.size(), 1);
  for (const std::string& words : plan_.corrected_words) add_lengths(words.size(), kCorrectedName);
}

// For names that `letters` letters may be, alone or with the owner, or begin.
void NameBonus::add_lengths(std::size_t letters, double share) {
  if (letters == 0) return;
  const double same = best_ * (share * kSameName);
  const auto raise = [](double& most, double to) { most = std::max(most, to); };
  if (letters < by_both_.size()) raise(by_both_[letters], same);
  raise(by_name_[std::min<std::size_t>(letters, NameLengths::kMost)], same);
  if (letters < kTelling) return;
  const double begun = best_ * (share * kNamePrefix);
  for (std::size_t name = letters; name < by_name_.size(); ++name) raise(by_name_[name], begun);
  raise(by_name_.back(), begun);
  raise(most_unequal_, begun);
}

// Of long names no length is known.
double NameBonus::most(index::NameLengths lengths) const {
  if (lengths.name == NameLengths::kMost || lengths.owner == NameLengths::kMost) return most_;
  return std::max(by_name_[lengths.name],
                  by_both_[std::size_t{lengths.name} + std::size_t{lengths.owner}]);
}

// "The Apache PDFBox library is ...": any of its words may be the name, the telling ones rather.
bool NameBonus::in_subject(std::size_t first, std::size_t last) const {
  return std::any_of(plan_.subjects.begin(), plan_.subjects.end(), [&](const WordRun& subject) {
    return subject.first <= first && last < subject.first + subject.count;
  });
}

void NameBonus::add_runs() {
  const std::vector<std::size_t>& words = plan_.scoring;
  const std::size_t longest = words.size() < kLongQuery ? 1 : kMaxNameWords;
  for (std::size_t begin = 0; begin < words.size(); ++begin) {
    Run run{"", 0};
    double idf = 0;
    for (std::size_t i = begin; i < words.size() && i - begin < kMaxNameWords; ++i) {
      run.letters += plan_.words[words[i]].text;
      idf += plan_.words[words[i]].idf;
      const bool subject = in_subject(begin, i);
      if (i - begin >= longest && !subject) continue;
      run.worth = idf * (kNamedWord + (subject ? kSubject : 0));
      if (run.letters.size() < kTelling) continue;
      runs_.push_back(run);
      most_ = std::max(most_, run.worth);
    }
  }
  std::sort(runs_.begin(), runs_.end(),
            [](const Run& a, const Run& b) { return a.letters.size() < b.letters.size(); });
}

double NameBonus::of(std::string_view full_name) const {
  const SplitName full(full_name);
  double same = same_name(full, plan_.joined_words);
  for (const std::string& words : plan_.corrected_words)
    same = std::max(same, kCorrectedName * same_name(full, words));
  double named = 0;
  auto run = std::lower_bound(runs_.begin(), runs_.end(), full.letters,
                              [](const Run& a, std::size_t n) { return a.letters.size() < n; });
  for (; run != runs_.end() && run->letters.size() == full.letters; ++run) {
    if (full.name.shared(run->letters) == full.letters) named = std::max(named, run->worth);
  }
  return std::max(best_ * same, named);
}

}  // namespace modelzoo::query
