#include "tools/github_sim/faults.h"

#include "schemas/toml_document.h"

namespace modelzoo::github_sim {
namespace {

constexpr std::pair<std::string_view, FaultKind> kKinds[] = {
    {"latency", FaultKind::kLatency},
    {"secondary-limit", FaultKind::kSecondaryLimit},
    {"secondary-limit-no-time", FaultKind::kSecondaryLimitNoTime},
    {"too-many-requests", FaultKind::kTooManyRequests},
    {"too-many-requests-no-time", FaultKind::kTooManyRequestsNoTime},
    {"server-error", FaultKind::kServerError},
    {"bad-gateway", FaultKind::kBadGateway},
    {"unavailable", FaultKind::kUnavailable},
    {"closed", FaultKind::kClosed},
    {"cut-body", FaultKind::kCutBody},
    {"truncated-json", FaultKind::kTruncatedJson},
    {"malformed-json", FaultKind::kMalformedJson},
    {"empty-body", FaultKind::kEmptyBody},
    {"graphql-rate-limited", FaultKind::kGraphqlRateLimited},
    {"graphql-partial", FaultKind::kGraphqlPartial},
};

Result<Fault> read_fault(const toml::table& table, std::string_view file) {
  Fault fault;
  const std::string kind = table["kind"].value_or(std::string());
  bool known = false;
  for (const auto& [name, value] : kKinds) {
    if (kind != name) continue;
    fault.kind = value;
    known = true;
  }
  if (!known) return toml_error(file, table, "\"" + kind + "\" is no kind of fault");
  fault.path = table["path"].value_or(std::string());
  fault.probability = table["probability"].value_or(0.0);
  fault.delay = std::chrono::milliseconds(table["delay_ms"].value_or(std::int64_t{200}));
  fault.retry_after = std::chrono::seconds(table["retry_after"].value_or(std::int64_t{1}));
  if (const toml::array* nth = table["nth"].as_array()) {
    for (const toml::node& n : *nth)
      fault.nth.push_back(static_cast<std::uint64_t>(n.value_or(std::int64_t{0})));
  }
  if (fault.probability <= 0 && fault.nth.empty())
    return toml_error(file, table, "a fault needs probability or nth");
  return fault;
}

}  // namespace

FaultPlan::FaultPlan(FaultPlan&& other) noexcept { *this = std::move(other); }

FaultPlan& FaultPlan::operator=(FaultPlan&& other) noexcept {
  if (this == &other) return *this;
  MutexLock theirs(other.mutex_);
  MutexLock mine(mutex_);
  faults_ = std::move(other.faults_);
  counts_ = std::move(other.counts_);
  random_ = other.random_;
  preset_ = other.preset_;
  injected_ = other.injected_;
  return *this;
}

Result<FaultPlan> FaultPlan::parse(std::string_view text, std::string_view file_name) {
  const auto parsed = parse_toml(text, file_name);
  if (!parsed) return parsed.error();
  const toml::table& document = *parsed;
  const auto seed = static_cast<std::uint64_t>(document["seed"].value_or(std::int64_t{1}));
  const std::string preset = document["preset"].value_or(std::string());
  if (preset == "one-in-five") return one_in_five(seed);
  if (!preset.empty())
    return toml_error(file_name, *document.get("preset"), "there is one preset, \"one-in-five\"");
  std::vector<Fault> faults;
  if (const toml::array* list = document["fault"].as_array()) {
    for (const toml::node& node : *list) {
      if (!node.is_table()) return toml_error(file_name, node, "write [[fault]]");
      auto fault = read_fault(*node.as_table(), file_name);
      if (!fault) return std::move(fault).error();
      faults.push_back(std::move(fault).value());
    }
  }
  return FaultPlan(std::move(faults), seed);
}

FaultPlan FaultPlan::one_in_five(std::uint64_t seed) {
  std::vector<Fault> faults;
  for (const auto& [name, kind] : kKinds) {
    Fault fault;
    fault.kind = kind;
    fault.delay = std::chrono::milliseconds(50);
    faults.push_back(fault);
  }
  FaultPlan plan(std::move(faults), seed);
  MutexLock lock(plan.mutex_);
  plan.preset_ = true;
  return plan;
}

std::optional<Fault> FaultPlan::next(std::string_view path) {
  MutexLock lock(mutex_);
  constexpr std::uint64_t kOneIn = 5;
  if (preset_) {
    if (random_() % kOneIn != 0) return std::nullopt;
    ++injected_;
    return faults_[random_() % faults_.size()];
  }
  std::optional<Fault> chosen;
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    const Fault& fault = faults_[i];
    if (!path.starts_with(fault.path)) continue;
    ++counts_[i];
    bool hit = std::find(fault.nth.begin(), fault.nth.end(), counts_[i]) != fault.nth.end();
    if (fault.probability > 0)
      hit = hit || std::uniform_real_distribution<>(0, 1)(random_) < fault.probability;
    if (hit && !chosen) chosen = fault;
  }
  if (chosen) ++injected_;
  return chosen;
}

std::uint64_t FaultPlan::injected() const {
  MutexLock lock(mutex_);
  return injected_;
}

}  // namespace modelzoo::github_sim
