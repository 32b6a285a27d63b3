#include "index/documents/doc_numbers.h"

#include <algorithm>

#include "index/storage/byte_io.h"
#include "schemas/rfc3339.h"

namespace modelzoo::index {
namespace {

std::uint32_t clamped(const std::optional<std::uint64_t>& count) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(count.value_or(0), 0xffffffffU));
}

std::uint32_t seconds_of(const std::optional<std::string>& date) {
  if (!date) return 0;
  const auto time = parse_rfc3339(*date);
  if (!time) return 0;
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(time->time_since_epoch().count(), 0, 0xffffffffLL));
}

// From the newest count back to the newest one at least 30 days older.
std::uint32_t month_gain(const Record& record) {
  if (!record.star_history || record.star_history->size() < 2) return 0;
  std::vector<StarCount> history = *record.star_history;
  std::sort(history.begin(), history.end(),
            [](const StarCount& a, const StarCount& b) { return a.date < b.date; });
  const auto newest = parse_rfc3339(history.back().date);
  if (!newest) return 0;
  const std::string limit = format_date(*newest - std::chrono::days(30));
  const StarCount* before = &history.front();
  for (const StarCount& count : history) {
    if (count.date <= limit) before = &count;
  }
  const std::uint64_t now = history.back().stars;
  return now > before->stars ? clamped(now - before->stars) : 0;
}

void set_count(std::uint32_t number, std::optional<std::uint64_t>& field) {
  if (number != clamped(field)) field = number;
}

void set_date(std::uint32_t seconds, std::optional<std::string>& field) {
  if (seconds != seconds_of(field))
    field = format_rfc3339(UnixSeconds(std::chrono::seconds(seconds)));
}

}  // namespace

DocNumbers numbers_of(const Record& record) {
  DocNumbers numbers;
  numbers.stars = clamped(record.stars);
  numbers.forks = clamped(record.forks);
  numbers.open_issues = clamped(record.open_issues);
  numbers.stars_month = month_gain(record);
  numbers.pushed_at = seconds_of(record.pushed_at);
  numbers.created_at = seconds_of(record.created_at);
  numbers.updated_at = seconds_of(record.updated_at);
  numbers.archived = record.archived.value_or(false);
  numbers.fork = record.fork.value_or(false);
  numbers.described = (record.description && !record.description->empty()) ||
                      (record.readme && !record.readme->empty());
  return numbers;
}

void apply_numbers(const DocNumbers& numbers, Record& record) {
  set_count(numbers.stars, record.stars);
  set_count(numbers.forks, record.forks);
  set_count(numbers.open_issues, record.open_issues);
  set_date(numbers.pushed_at, record.pushed_at);
  set_date(numbers.updated_at, record.updated_at);
  if (numbers.archived != record.archived.value_or(false)) record.archived = numbers.archived;
}

namespace {
constexpr std::uint32_t DocNumbers::*kColumns[] = {
    &DocNumbers::stars,       &DocNumbers::forks,     &DocNumbers::open_issues,
    &DocNumbers::stars_month, &DocNumbers::pushed_at, &DocNumbers::created_at,
    &DocNumbers::updated_at};

std::uint8_t flags_of(const DocNumbers& doc) {
  return static_cast<std::uint8_t>((doc.archived ? 1 : 0) | (doc.fork ? 2 : 0) |
                                   (doc.described ? 4 : 0));
}

void set_flags(std::uint8_t flags, DocNumbers& doc) {
  doc.archived = (flags & 1) != 0;
  doc.fork = (flags & 2) != 0;
  doc.described = (flags & 4) != 0;
}
}  // namespace

std::string encode_numbers(std::span<const DocNumbers> numbers) {
  std::string out;
  for (const auto column : kColumns) {
    for (const DocNumbers& doc : numbers) put_u32(out, doc.*column);
  }
  for (const DocNumbers& doc : numbers) put_u8(out, flags_of(doc));
  return out;
}

Result<std::vector<DocNumbers>> decode_numbers(std::string_view bytes, std::uint32_t doc_count) {
  constexpr std::size_t kBytes = std::size(kColumns) * 4 + 1;
  if (bytes.size() != kBytes * doc_count) return Error{ErrorCode::kCorrupt, "numbers: malformed"};
  ByteReader reader(bytes);
  std::vector<DocNumbers> numbers(doc_count);
  for (const auto column : kColumns) {
    for (DocNumbers& doc : numbers) doc.*column = reader.u32();
  }
  for (DocNumbers& doc : numbers) set_flags(reader.u8(), doc);
  return numbers;
}

void put_numbers(const DocNumbers& numbers, std::string& out) {
  for (const std::uint32_t number :
       {numbers.stars, numbers.forks, numbers.open_issues, numbers.stars_month, numbers.pushed_at,
        numbers.created_at, numbers.updated_at}) {
    put_u32(out, number);
  }
  put_u8(out, flags_of(numbers));
}

DocNumbers read_numbers(ByteReader& reader) {
  DocNumbers numbers;
  for (std::uint32_t* number :
       {&numbers.stars, &numbers.forks, &numbers.open_issues, &numbers.stars_month,
        &numbers.pushed_at, &numbers.created_at, &numbers.updated_at}) {
    *number = reader.u32();
  }
  set_flags(reader.u8(), numbers);
  return numbers;
}

}  // namespace modelzoo::index
