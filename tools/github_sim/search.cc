#include "tools/github_sim/search.h"

#include <algorithm>

#include "query/language/qualifier.h"
#include "query/language/query_parser.h"

namespace modelzoo::github_sim {
namespace {

bool equal_fold(std::string_view a, std::string_view b) { return folded_name(a) == folded_name(b); }

bool in_range(std::int64_t value, const query::Qualifier& q) {
  return (!q.low || value >= *q.low) && (!q.high || value <= *q.high);
}

std::int64_t seconds(const std::optional<std::string>& date) {
  const auto read = query::read_qualifier("created", date.value_or("1970-01-01"));
  return read && read->low ? *read->low : 0;
}

bool matches(const Record& record, const query::Qualifier& q) {
  if (q.name == "topic") {
    const auto topics = record.topics.value_or(std::vector<std::string>{});
    return std::any_of(topics.begin(), topics.end(),
                       [&](const std::string& t) { return equal_fold(t, q.value); });
  }
  if (q.name == "language") return equal_fold(record.language.value_or(""), q.value);
  if (q.name == "license") return equal_fold(record.license.value_or(""), q.value);
  if (q.name == "owner")
    return equal_fold(record.full_name.substr(0, record.full_name.find('/')), q.value);
  if (q.name == "stars") return in_range(static_cast<std::int64_t>(record.stars.value_or(0)), q);
  if (q.name == "forks") return in_range(static_cast<std::int64_t>(record.forks.value_or(0)), q);
  if (q.name == "created") return in_range(seconds(record.created_at), q);
  if (q.name == "pushed") return in_range(seconds(record.pushed_at), q);
  if (q.name == "archived") return record.archived.value_or(false) == (q.value == "true");
  if (q.name == "fork") return q.value == "true" || !record.fork.value_or(false);
  return true;
}

bool matches(const Record& record, const query::Node& node) {
  switch (node.kind) {
    case query::NodeKind::kAll:
      return true;
    case query::NodeKind::kWord:
    case query::NodeKind::kPhrase: {
      const std::string wanted = folded_name(node.text);
      return folded_name(record.full_name).find(wanted) != std::string::npos ||
             folded_name(record.description.value_or("")).find(wanted) != std::string::npos;
    }
    case query::NodeKind::kQualifier:
      return matches(record, node.qualifier);
    case query::NodeKind::kNot:
      return !matches(record, node.children[0]);
    case query::NodeKind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(),
                         [&](const query::Node& child) { return matches(record, child); });
    case query::NodeKind::kOr:
      return std::any_of(node.children.begin(), node.children.end(),
                         [&](const query::Node& child) { return matches(record, child); });
  }
  return false;
}

}  // namespace

SearchAnswer search_repositories(const Catalogue& catalogue, std::string_view text,
                                 std::string_view sort, std::string_view order) {
  SearchAnswer answer;
  const query::ParsedQuery parsed = query::parse_query(text);
  for (auto& repository : catalogue.all()) {
    if (repository->hidden == 0 && matches(repository->record, parsed.root))
      answer.items.push_back(repository);
  }
  const auto key = [&](const Repository& r) {
    return sort == "updated" ? seconds(r.record.updated_at)
                             : static_cast<std::int64_t>(r.record.stars.value_or(0));
  };
  std::stable_sort(answer.items.begin(), answer.items.end(), [&](const auto& a, const auto& b) {
    return order == "asc" ? key(*a) < key(*b) : key(*a) > key(*b);
  });
  return answer;
}

}  // namespace modelzoo::github_sim
