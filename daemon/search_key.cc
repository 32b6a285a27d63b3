#include "daemon/search_key.h"

#include <charconv>

namespace modelzoo::daemon {
namespace {

// Values with their lengths, so that no two lists of values read the same.
class Key {
 public:
  void add(std::string_view text) {
    add(text.size());
    out_ += text;
  }
  void add(std::uint64_t number) {
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    out_ += ' ';
  }
  void add(bool truth) { out_ += truth ? '1' : '0'; }
  void add(const std::vector<std::string>& values) {
    add(values.size());
    for (const std::string& value : values) add(std::string_view(value));
  }
  void add(const std::optional<UnixSeconds>& time) {
    add(time.has_value());
    if (time) add(static_cast<std::uint64_t>(time->time_since_epoch().count()));
  }
  template <typename T>
  void add(const std::optional<T>& value) {
    add(value.has_value());
    if (value) add(*value);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace

std::string search_key(const SearchParams& params) {
  const query::SearchRequest& ask = params.request;
  Key key;
  key.add(std::string_view(ask.query));
  for (const auto* values : {&ask.frameworks, &ask.categories, &ask.licenses, &ask.languages,
                             &ask.topics, &ask.owners, &ask.facets, &params.warnings}) {
    key.add(*values);
  }
  key.add(ask.min_stars);
  key.add(ask.max_stars);
  key.add(ask.pushed_after);
  key.add(ask.created_after);
  key.add(ask.archived);
  key.add(ask.sort ? static_cast<std::uint64_t>(*ask.sort) + 1 : std::uint64_t{0});
  key.add(std::uint64_t{ask.limit});
  key.add(std::uint64_t{ask.offset});
  key.add(std::string_view(ask.cursor));
  for (const bool truth : {ask.highlight, ask.explain, ask.prefix}) key.add(truth);
  key.add(static_cast<std::uint64_t>(ask.ranking));
  return key.take();
}

}  // namespace modelzoo::daemon
