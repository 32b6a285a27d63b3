// catalogue.h - the repositories that the simulator shows: records of a file, with what tests
// change on them meanwhile. READMEs are kept once, with the blob id that git would give them.
//
// Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schemas/mutex.h"
#include "schemas/record.h"
#include "schemas/result.h"

namespace modelzoo::tools {
class NdjsonInput;
}

namespace modelzoo::github_sim {

struct Repository {
  Record record;           // full_name is the current name
  std::uint64_t id = 0;    // GitHub's database id
  std::string node_id;     // opaque to clients
  std::string readme_oid;  // git blob id; empty without a README
  unsigned hidden = 0;     // 404, 410 or 451 in place of the repository; 0: shown
};

// git's id of a blob: SHA-1 over "blob <size>\0" and the bytes.
[[nodiscard]] std::string blob_id(std::string_view bytes);

class Catalogue {
 public:
  // Lines that are no record are counted and passed over.
  [[nodiscard]] Status load(tools::NdjsonInput& input);
  void add(Record record);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t skipped_lines() const { return skipped_; }

  // By current or former name, any case; by id; by node id. Former names: see is_former.
  [[nodiscard]] std::shared_ptr<const Repository> find(std::string_view full_name) const;
  [[nodiscard]] std::shared_ptr<const Repository> find_id(std::uint64_t id) const;
  [[nodiscard]] std::shared_ptr<const Repository> find_node(std::string_view node_id) const;
  // Whether this name leads to a repository that now has another one.
  [[nodiscard]] bool is_former(std::string_view full_name) const;
  [[nodiscard]] std::vector<std::shared_ptr<const Repository>> all() const;  // in order of the file

  // What tests do. False when there is no such repository.
  bool set_stars(std::string_view full_name, std::uint64_t stars);
  bool set_readme(std::string_view full_name, std::string readme);
  bool rename(std::string_view full_name, const std::string& new_name);
  bool hide(std::string_view full_name, unsigned status);  // 0 shows it again

 private:
  template <typename Change>
  bool change(std::string_view full_name, Change change);
  mutable Mutex mutex_;
  std::vector<std::shared_ptr<const Repository>> repositories_ MODELZOO_GUARDED_BY(mutex_);
  std::unordered_map<std::string, std::size_t> by_name_ MODELZOO_GUARDED_BY(mutex_);
  std::unordered_map<std::uint64_t, std::size_t> by_id_ MODELZOO_GUARDED_BY(mutex_);
  std::size_t skipped_ = 0;
};

}  // namespace modelzoo::github_sim
