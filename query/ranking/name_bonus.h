// name_bonus.h - what the words of a query say of a repository's name, in units of idf.
//
//   kSameName * best   the words are the name, alone or with the owner; a corrected word costs a
//                      tenth, a beginning of the name counts kNamePrefix of its share
//   kNamedWord * idf   one word among others is the name ("spearmint is a package ..."), or in a
//                      query of kLongQuery words some in a row ("Mask R-CNN for detection ...")
//   kSubject * idf     more, where a sentence of the query has the name in its subject
//                      (query_subject.h)
//
// where best is the idf of all words. Names are compared by letters and digits: Mask_RCNN,
// maskrcnn.
//
// Immutable: thread-safe. Plan must outlive it.
// Tested by: tests/unit/query/ranking/name_bonus_test.cc, tests/unit/query/ranking/ranking_test.cc
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "index/documents/name_lengths.h"
#include "query/planning/search_plan.h"

namespace modelzoo::query {

inline constexpr double kSameName = 1.0;
inline constexpr double kNamePrefix = 0.1;
inline constexpr double kCorrectedName = 0.9;
inline constexpr double kNamedWord = 0.85;
inline constexpr double kSubject = 4.0;
inline constexpr std::size_t kLongQuery = 5;

class NameBonus {
 public:
  NameBonus(const SearchPlan& plan, double best);

  // Of "owner/name". O(words of the query of the name's length).
  [[nodiscard]] double of(std::string_view full_name) const;
  // No name gets more; none of these lengths; none that is no run of words and no name of all of
  // them, but perhaps begins with them.
  [[nodiscard]] double most() const { return most_; }
  [[nodiscard]] double most(index::NameLengths lengths) const;
  [[nodiscard]] double most_unequal() const { return most_unequal_; }

 private:
  // Words in a row that may be a name.
  struct Run {
    std::string letters;
    double worth;
  };

  [[nodiscard]] bool in_subject(std::size_t first, std::size_t last) const;
  void add_runs();
  void add_lengths(std::size_t letters, double share);

  const SearchPlan& plan_;
  double best_;
  double most_;
  std::vector<Run> runs_;  // the shortest first
  // The most that a name gets by its letters, and by those of owner and name together.
  std::array<double, index::NameLengths::kMost + 1> by_name_{};
  std::array<double, 2 * index::NameLengths::kMost + 1> by_both_{};
  double most_unequal_ = 0;
};

}  // namespace modelzoo::query
