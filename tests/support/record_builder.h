// record_builder.h - records for tests, readable in one line:
// record("owner/name").stars(10).readme("# Title").build().
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "schemas/record.h"

namespace modelzoo::testing {

class RecordBuilder {
 public:
  explicit RecordBuilder(std::string full_name) { record_.full_name = std::move(full_name); }
  RecordBuilder& id(std::uint64_t v) { return set(record_.github_id, v); }
  RecordBuilder& stars(std::uint64_t v) { return set(record_.stars, v); }
  RecordBuilder& description(std::string v) { return set(record_.description, std::move(v)); }
  RecordBuilder& readme(std::string v) { return set(record_.readme, std::move(v)); }
  RecordBuilder& topics(std::vector<std::string> v) { return set(record_.topics, std::move(v)); }
  RecordBuilder& frameworks(std::vector<std::string> v) {
    return set(record_.frameworks, std::move(v));
  }
  RecordBuilder& categories(std::vector<std::string> v) {
    return set(record_.categories, std::move(v));
  }
  RecordBuilder& license(std::string v) { return set(record_.license, std::move(v)); }
  RecordBuilder& language(std::string v) { return set(record_.language, std::move(v)); }
  RecordBuilder& pushed(std::string v) { return set(record_.pushed_at, std::move(v)); }
  RecordBuilder& created(std::string v) { return set(record_.created_at, std::move(v)); }
  RecordBuilder& archived(bool v) { return set(record_.archived, v); }
  RecordBuilder& kind(std::string v) { return set(record_.kind, std::move(v)); }
  [[nodiscard]] Record build() const { return record_; }
  operator Record() const { return record_; }  // NOLINT: reads well in lists of records

 private:
  template <typename Field, typename Value>
  RecordBuilder& set(Field& field, Value value) {
    field = std::move(value);
    return *this;
  }
  Record record_;
};

inline RecordBuilder record(std::string full_name) { return RecordBuilder(std::move(full_name)); }

}  // namespace modelzoo::testing
