#include "schemas/record_writer.h"

#include <algorithm>

#include "schemas/json_writer.h"
#include "schemas/record_fields.h"

namespace modelzoo {
namespace {

void write(JsonWriter& json, const std::string& text) { json.value(text); }
void write(JsonWriter& json, std::uint64_t count) { json.value(count); }
void write(JsonWriter& json, bool truth) { json.value(truth); }

void write(JsonWriter& json, const std::vector<std::string>& list) {
  json.begin_array();
  for (const std::string& item : list) json.value(item);
  json.end_array();
}

template <typename Value>
void write(JsonWriter& json, const std::map<std::string, Value>& map) {
  json.begin_object();
  for (const auto& [key, value] : map) json.member(key, value);
  json.end_object();
}

void write(JsonWriter& json, const std::vector<StarCount>& history) {
  json.begin_array();
  for (const StarCount& count : history) {
    json.begin_object().member("date", count.date).member("stars", count.stars).end_object();
  }
  json.end_array();
}

}  // namespace

void append_record_json(const Record& record, std::string& out) {
  JsonWriter json(out);
  json.begin_object().member("full_name", record.full_name);
  for (const detail::RecordField& field : detail::kRecordFields) {
    std::visit(
        [&](auto member) {
          if (const auto& value = record.*member) {
            json.key(field.name);
            write(json, *value);
          } else if (std::find(record.nulls.begin(), record.nulls.end(), field.name) !=
                     record.nulls.end()) {
            json.key(field.name).null();
          }
        },
        field.member);
  }
  for (const auto& [name, raw] : record.unknown) json.key(name).raw(raw);
  json.end_object();
}

std::string record_json(const Record& record) {
  std::string out;
  append_record_json(record, out);
  return out;
}

}  // namespace modelzoo
