// simdjson's DOM parser builds a tape of the whole line before a field is read: the line is known
// to be well-formed JSON in valid UTF-8 first, so errors in the middle cannot leave half a record.
#include "schemas/record_reader.h"

#include <simdjson.h>

#include <algorithm>

#include "schemas/record_fields.h"

namespace modelzoo {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

std::string type_name(const element& value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::STRING:
      return "a string";
    case element_type::BOOL:
      return "a boolean";
    case element_type::NULL_VALUE:
      return "null";
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      return "the number " + std::string(simdjson::minify(value));
  }
  return "something else";
}

Error wrong_type(std::string_view field, const char* wanted, const element& value) {
  return Error{ErrorCode::kInvalidArgument,
               "\"" + std::string(field) + "\" must be " + wanted + ", is " + type_name(value)};
}

Status read_into(std::string_view field, const element& value, std::string& out) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS)
    return wrong_type(field, "a string", value);
  out.assign(text);
  return Ok{};
}

Status read_into(std::string_view field, const element& value, std::uint64_t& out) {
  if (value.get_uint64().get(out) == simdjson::SUCCESS) return Ok{};
  // 12.0 is the integer 12 to JSON Schema, and some exporters write it so.
  double number = 0;
  constexpr double kLargestExact = 9007199254740992.0;
  if (value.get_double().get(number) == simdjson::SUCCESS && number >= 0 &&
      number <= kLargestExact &&
      number == static_cast<double>(static_cast<std::uint64_t>(number))) {
    out = static_cast<std::uint64_t>(number);
    return Ok{};
  }
  return wrong_type(field, "an integer >= 0", value);
}

Status read_into(std::string_view field, const element& value, bool& out) {
  if (value.get_bool().get(out) != simdjson::SUCCESS)
    return wrong_type(field, "true or false", value);
  return Ok{};
}

Status read_into(std::string_view field, const element& value, std::vector<std::string>& out) {
  simdjson::dom::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) {
    return wrong_type(field, "an array of strings", value);
  }
  for (const element item : array) {
    MODELZOO_RETURN_IF_ERROR(read_into(field, item, out.emplace_back()));
  }
  return Ok{};
}

template <typename Value>
Status read_into(std::string_view field, const element& value, std::map<std::string, Value>& out) {
  simdjson::dom::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS)
    return wrong_type(field, "an object", value);
  for (const auto member : object) {
    MODELZOO_RETURN_IF_ERROR(read_into(field, member.value, out[std::string(member.key)]));
  }
  return Ok{};
}

Status read_into(std::string_view field, const element& value, std::vector<StarCount>& out) {
  simdjson::dom::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) {
    return wrong_type(field, R"(an array of {"date", "stars"})", value);
  }
  for (const element item : array) {
    StarCount& count = out.emplace_back();
    element date;
    element stars;
    if (item["date"].get(date) != simdjson::SUCCESS ||
        item["stars"].get(stars) != simdjson::SUCCESS) {
      return wrong_type(field, R"(an array of {"date", "stars"})", item);
    }
    MODELZOO_RETURN_IF_ERROR(read_into(field, date, count.date));
    MODELZOO_RETURN_IF_ERROR(read_into(field, stars, count.stars));
  }
  return Ok{};
}

Status read_known(const detail::RecordField& field, const element& value, Record& record) {
  if (value.is_null()) {
    if (std::find(record.nulls.begin(), record.nulls.end(), field.name) == record.nulls.end()) {
      record.nulls.emplace_back(field.name);
    }
    return Ok{};
  }
  return std::visit(
      [&](auto member) -> Status {
        auto& target = (record.*member).emplace();
        return read_into(field.name, value, target);
      },
      field.member);
}

Status read_field(std::string_view name, const element& value, Record& record) {
  if (name == "full_name") return read_into(name, value, record.full_name);
  const auto field = std::find_if(detail::kRecordFields.begin(), detail::kRecordFields.end(),
                                  [&](const auto& known) { return known.name == name; });
  if (field != detail::kRecordFields.end()) return read_known(*field, value, record);
  record.unknown.emplace_back(std::string(name), std::string(simdjson::minify(value)));
  return Ok{};
}

}  // namespace

struct RecordReader::Impl {
  simdjson::dom::parser parser;

  Status read(std::string_view json, bool copy, Record& record) {
    element document;
    if (const auto error = parser.parse(json.data(), json.size(), copy).get(document)) {
      return Error{ErrorCode::kInvalidArgument,
                   std::string("not a JSON object: ") + simdjson::error_message(error)};
    }
    simdjson::dom::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) {
      return Error{ErrorCode::kInvalidArgument, "not a JSON object: it is " + type_name(document)};
    }
    for (const auto member : object) {
      MODELZOO_RETURN_IF_ERROR(read_field(member.key, member.value, record));
    }
    if (record.full_name.empty()) {
      return Error{ErrorCode::kInvalidArgument, "\"full_name\" is missing"};
    }
    if (!is_full_name(record.full_name)) {
      return Error{
          ErrorCode::kInvalidArgument,
          "\"full_name\" must be \"owner/name\" of letters, digits, '-', '_', '.' and '@', is \"" +
              record.full_name.substr(0, 80) + "\""};
    }
    return Ok{};
  }
};

RecordReader::RecordReader() : impl_(std::make_unique<Impl>()) {}
RecordReader::~RecordReader() = default;
RecordReader::RecordReader(RecordReader&&) noexcept = default;
RecordReader& RecordReader::operator=(RecordReader&&) noexcept = default;

Result<Record> RecordReader::read(std::string_view json) {
  Record record;
  MODELZOO_RETURN_IF_ERROR(impl_->read(json, true, record));
  return record;
}

Status RecordReader::read_padded(std::string_view json, Record& record) {
  static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
  record = Record();
  return impl_->read(json, false, record);
}

}  // namespace modelzoo
