#include "query/language/qualifier.h"

#include <charconv>

#include "schemas/record.h"
#include "schemas/rfc3339.h"

namespace modelzoo::query {
namespace {

enum class Value : std::uint8_t { kText, kCount, kDate, kTruth, kIn, kIs };

struct Known {
  std::string_view name;
  std::string_view canonical;
  Value value;
};

constexpr Known kQualifiers[] = {
    {"framework", "framework", Value::kText},
    {"category", "category", Value::kText},
    {"topic", "topic", Value::kText},
    {"topics", "topic", Value::kText},
    {"license", "license", Value::kText},
    {"language", "language", Value::kText},
    {"owner", "owner", Value::kText},
    {"user", "owner", Value::kText},
    {"org", "owner", Value::kText},
    {"kind", "kind", Value::kText},
    {"paper", "paper", Value::kText},
    {"stars", "stars", Value::kCount},
    {"forks", "forks", Value::kCount},
    {"pushed", "pushed", Value::kDate},
    {"created", "created", Value::kDate},
    {"updated", "updated", Value::kDate},
    {"archived", "archived", Value::kTruth},
    {"fork", "fork", Value::kTruth},
    {"in", "in", Value::kIn},
    {"is", "is", Value::kIs},
};

using Bound = std::optional<std::int64_t>;

std::optional<std::int64_t> read_count(std::string_view text) {
  std::int64_t scale = 1;
  if (text.ends_with('k') || text.ends_with('K')) {
    scale = 1000;
    text.remove_suffix(1);
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t kLargest = 1'000'000'000'000;
  if (error != std::errc() || end != text.data() + text.size() || number < 0 || number > kLargest) {
    return std::nullopt;
  }
  return number * scale;
}

// First or last second of "2025", "2025-01", "2025-01-31" or of a full time.
std::optional<std::int64_t> read_date(std::string_view text, bool last) {
  using namespace std::chrono;
  const auto seconds = [](sys_days day) { return sys_seconds(day).time_since_epoch().count(); };
  if (text.size() == 4) {
    const auto first = parse_rfc3339(std::string(text) + "-01-01");
    if (!first) return std::nullopt;
    if (!last) return first->time_since_epoch().count();
    const year_month_day date(floor<days>(*first));
    return seconds(sys_days((date.year() + years(1)) / January / 1)) - 1;
  }
  if (text.size() == 7) {
    const auto first = parse_rfc3339(std::string(text) + "-01");
    if (!first) return std::nullopt;
    if (!last) return first->time_since_epoch().count();
    const year_month_day date(floor<days>(*first));
    return seconds(sys_days(year_month(date.year(), date.month()) / std::chrono::last)) + 86'399;
  }
  const auto time = parse_rfc3339(text);
  if (!time) return std::nullopt;
  return time->time_since_epoch().count() + (last && text.size() == 10 ? 86'399 : 0);
}

// ">x", ">=x", "<x", "<=x", "a..b", "*..b", "a..*", "x".
template <typename Read>
bool read_range(std::string_view text, Read read, Bound& low, Bound& high) {
  const auto bound = [&](std::string_view part, bool last, Bound& out) {
    if (part == "*") return true;
    out = read(part, last);
    return out.has_value();
  };
  if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
    return bound(text.substr(0, dots), false, low) && bound(text.substr(dots + 2), true, high);
  }
  if (text.starts_with(">=")) return bound(text.substr(2), false, low);
  if (text.starts_with("<=")) return bound(text.substr(2), true, high);
  if (text.starts_with(">")) {
    if (!bound(text.substr(1), true, low)) return false;
    if (low) ++*low;
    return true;
  }
  if (text.starts_with("<")) {
    if (!bound(text.substr(1), false, high)) return false;
    if (high) --*high;
    return true;
  }
  return bound(text, false, low) && bound(text, true, high);
}

Error bad_value(std::string_view name, std::string_view value, const char* wanted) {
  return Error{ErrorCode::kInvalidArgument,
               std::string(name) + ":" + std::string(value) + " is not " + wanted};
}

}  // namespace

index::FieldMask in_fields(std::string_view value) {
  if (const std::size_t comma = value.find(','); comma != value.npos) {
    const index::FieldMask first = in_fields(value.substr(0, comma));
    const index::FieldMask others = in_fields(value.substr(comma + 1));
    return first != 0 && others != 0 ? static_cast<index::FieldMask>(first | others) : 0;
  }
  const std::string folded = folded_name(value);
  if (folded == "name") return index::field_bit(index::Field::kName);
  if (folded == "description") return index::field_bit(index::Field::kDescription);
  if (folded == "topics" || folded == "topic") return index::field_bit(index::Field::kTopics);
  if (folded == "readme") {
    return index::field_bit(index::Field::kHeadings) | index::field_bit(index::Field::kBody);
  }
  return 0;
}

bool is_qualifier(std::string_view name) {
  const std::string folded = folded_name(name);
  for (const Known& known : kQualifiers) {
    if (known.name == folded) return true;
  }
  return false;
}

Result<Qualifier> read_qualifier(std::string_view name, std::string_view value) {
  const std::string folded = folded_name(name);
  for (const Known& known : kQualifiers) {
    if (known.name != folded) continue;
    Qualifier qualifier{std::string(known.canonical), std::string(value), {}, {}};
    switch (known.value) {
      case Value::kText:
        if (value.find_first_not_of(' ') == value.npos) {
          return Error{ErrorCode::kInvalidArgument, std::string(name) + ": has no value"};
        }
        break;
      case Value::kCount:
        if (!read_range(
                value, [](std::string_view text, bool) { return read_count(text); }, qualifier.low,
                qualifier.high)) {
          return bad_value(name, value, "a count or range, as in stars:>1000 or stars:10..50");
        }
        break;
      case Value::kDate:
        if (!read_range(value, read_date, qualifier.low, qualifier.high)) {
          return bad_value(name, value,
                           "a date or range, as in pushed:>2025-01-01 or created:2017..2018");
        }
        break;
      case Value::kTruth:
        if (folded_name(value) != "true" && folded_name(value) != "false") {
          return bad_value(name, value, "true or false");
        }
        qualifier.value = folded_name(value);
        break;
      case Value::kIn:
        if (in_fields(value) == 0)
          return bad_value(name, value, "one of name, description, readme, topics");
        break;
      case Value::kIs:
        qualifier.value = folded_name(value);
        if (qualifier.value != "trending" && qualifier.value != "archived") {
          return bad_value(name, value, "one of trending, archived");
        }
        break;
    }
    return qualifier;
  }
  return Error{ErrorCode::kNotFound, "there is no qualifier \"" + std::string(name) + ":\""};
}

}  // namespace modelzoo::query
