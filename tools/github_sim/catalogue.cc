#include "tools/github_sim/catalogue.h"

#include <openssl/sha.h>

#include <charconv>

#include "schemas/record_reader.h"
#include "tools/ndjson_input.h"

namespace modelzoo::github_sim {
namespace {

constexpr std::string_view kNodePrefix = "R_sim";

// Stable over restarts, also for records without an id; above all ids of today.
std::uint64_t made_up_id(std::string_view folded) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : folded) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return 2'000'000'000ULL + hash % 2'000'000'000'000ULL;
}

}  // namespace

std::string blob_id(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string content = "blob " + std::to_string(bytes.size());
  content.push_back('\0');
  content += bytes;
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest);
  std::string out;
  for (const unsigned char byte : digest) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

Status Catalogue::load(tools::NdjsonInput& input) {
  RecordReader reader;
  std::string_view line;
  for (;;) {
    auto more = input.next_line(line);
    if (!more) return std::move(more).error();
    if (!*more) return Ok{};
    auto record = reader.read(line);
    if (record) {
      add(std::move(record).value());
    } else if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      ++skipped_;
    }
  }
}

void Catalogue::add(Record record) {
  auto repository = std::make_shared<Repository>();
  const std::string folded = folded_name(record.full_name);
  repository->id = record.github_id.value_or(made_up_id(folded));
  repository->node_id = std::string(kNodePrefix) + std::to_string(repository->id);
  if (record.readme) {
    repository->readme_oid = blob_id(*record.readme);
    if (!record.readme_path) record.readme_path = "README.md";
  }
  repository->record = std::move(record);
  MutexLock lock(mutex_);
  const auto [at, added] = by_name_.try_emplace(folded, repositories_.size());
  if (!added) return;  // the first of a name stays
  by_id_.emplace(repository->id, repositories_.size());
  repositories_.push_back(std::move(repository));
}

std::size_t Catalogue::size() const {
  MutexLock lock(mutex_);
  return repositories_.size();
}

std::shared_ptr<const Repository> Catalogue::find(std::string_view full_name) const {
  MutexLock lock(mutex_);
  const auto found = by_name_.find(folded_name(full_name));
  return found == by_name_.end() ? nullptr : repositories_[found->second];
}

std::shared_ptr<const Repository> Catalogue::find_id(std::uint64_t id) const {
  MutexLock lock(mutex_);
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : repositories_[found->second];
}

std::shared_ptr<const Repository> Catalogue::find_node(std::string_view node_id) const {
  std::uint64_t id = 0;
  if (!node_id.starts_with(kNodePrefix)) return nullptr;
  const char* const end = node_id.data() + node_id.size();
  const auto parsed = std::from_chars(node_id.data() + kNodePrefix.size(), end, id);
  return parsed.ec == std::errc() && parsed.ptr == end ? find_id(id) : nullptr;
}

bool Catalogue::is_former(std::string_view full_name) const {
  const auto repository = find(full_name);
  return repository && folded_name(repository->record.full_name) != folded_name(full_name);
}

std::vector<std::shared_ptr<const Repository>> Catalogue::all() const {
  MutexLock lock(mutex_);
  return repositories_;
}

template <typename Change>
bool Catalogue::change(std::string_view full_name, Change change) {
  MutexLock lock(mutex_);
  const auto found = by_name_.find(folded_name(full_name));
  if (found == by_name_.end()) return false;
  auto changed = std::make_shared<Repository>(*repositories_[found->second]);
  change(*changed);
  repositories_[found->second] = std::move(changed);
  return true;
}

bool Catalogue::set_stars(std::string_view full_name, std::uint64_t stars) {
  return change(full_name, [&](Repository& r) { r.record.stars = stars; });
}

bool Catalogue::set_readme(std::string_view full_name, std::string readme) {
  return change(full_name, [&](Repository& r) {
    r.readme_oid = blob_id(readme);
    r.record.readme = std::move(readme);
    if (!r.record.readme_path) r.record.readme_path = "README.md";
    r.record.pushed_at = "2026-11-24T00:00:00Z";
  });
}

bool Catalogue::rename(std::string_view full_name, const std::string& new_name) {
  if (!is_full_name(new_name)) return false;
  if (!change(full_name, [&](Repository& r) { r.record.full_name = new_name; })) return false;
  MutexLock lock(mutex_);
  // The old name goes on leading here.
  by_name_[folded_name(new_name)] = by_name_[folded_name(full_name)];
  return true;
}

bool Catalogue::hide(std::string_view full_name, unsigned status) {
  return change(full_name, [&](Repository& r) { r.hidden = status; });
}

}  // namespace modelzoo::github_sim
