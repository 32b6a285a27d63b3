#include "crawler/api_budget.h"

#include <openssl/sha.h>

#include <algorithm>
#include <charconv>

namespace modelzoo::crawler {
namespace {

std::string hash_of(const std::string& token) {
  if (token.empty()) return "anonymous";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(), digest.data());
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    text.push_back(kHex[digest[i] >> 4]);
    text.push_back(kHex[digest[i] & 15]);
  }
  return text;
}

}  // namespace

const char* api_resource_name(ApiResource resource) {
  switch (resource) {
    case ApiResource::kCore:
      return "core";
    case ApiResource::kSearch:
      return "search";
    case ApiResource::kGraphql:
      return "graphql";
    case ApiResource::kRaw:
      return "raw";
  }
  return "unknown";
}

ApiBudget::ApiBudget(BudgetOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), random_(options_.seed) {
  for (const std::string& token : options_.tokens) {
    Lane lane;
    lane.token = token;
    lane.key = hash_of(token);
    const bool known = std::any_of(lanes_.begin(), lanes_.end(),
                                   [&](const Lane& other) { return other.key == lane.key; });
    if (!known) lanes_.push_back(std::move(lane));
  }
  if (lanes_.empty()) {
    Lane lane;
    lane.key = hash_of("");
    lanes_.push_back(std::move(lane));
  }
}

void ApiBudget::restore(const std::map<std::string, std::string>& entries) {
  const auto wall = clock_.now();
  for (const auto& [key, text] : entries) {
    std::int64_t until_ms = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), until_ms);
    if (error != std::errc() || end != text.data() + text.size()) continue;
    const auto left =
        std::chrono::milliseconds(until_ms) -
        std::chrono::duration_cast<std::chrono::milliseconds>(wall.time_since_epoch());
    // GitHub's longest window is an hour; a day ahead means that a clock was wrong.
    if (left.count() <= 0 || left > std::chrono::hours(24)) continue;
    for (Lane& lane : lanes_) {
      if (key == kStatePrefix + lane.key + "/all") lane.paused_until = now() + left;
      for (std::size_t r = 0; r < kApiResources; ++r)
        if (key == kStatePrefix + lane.key + "/" + api_resource_name(ApiResource(r)))
          lane.windows[r].paused_until = now() + left;
    }
  }
}

std::size_t ApiBudget::usable_tokens() const {
  return std::size_t(std::count_if(lanes_.begin(), lanes_.end(), [](const Lane& lane) {
    return lane.usable && !lane.token.empty();
  }));
}

ApiBudget::Time ApiBudget::ready_at(std::size_t index, ApiResource resource) const {
  const Lane& lane = lanes_[index];
  if (!lane.usable) return kNever;
  if (lane.token.empty() && resource == ApiResource::kGraphql) return kNever;
  const Window& window = lane.windows[std::size_t(resource)];
  Time ready = std::max({lane.backoff_until, lane.paused_until, window.paused_until});
  if (window.limit > 0 && window.remaining == 0) ready = std::max(ready, window.resets);
  if (resource == ApiResource::kSearch && window.ever_sent)
    ready = std::max(ready, window.last_sent + options_.search_gap);
  return ready;
}

void ApiBudget::sent(std::size_t index, ApiResource resource) {
  Lane& lane = lanes_[index];
  Window& window = lane.windows[std::size_t(resource)];
  lane.in_flight = true;
  if (window.limit > 0 && now() >= window.resets) window.remaining = window.limit;
  if (window.remaining > 0) --window.remaining;
  window.last_sent = now();
  window.ever_sent = true;
}

std::chrono::milliseconds ApiBudget::jittered(std::chrono::milliseconds span) {
  std::uniform_real_distribution<double> share(0.5, 1.0);
  return std::chrono::milliseconds(std::int64_t(double(span.count()) * share(random_)));
}

void ApiBudget::back_off(Lane& lane) {
  ++lane.failures;
  const unsigned doublings = std::min(lane.failures - 1, 20u);
  const auto span = std::min<std::chrono::milliseconds>(options_.backoff_base * (1u << doublings),
                                                        options_.backoff_cap);
  lane.backoff_until = now() + jittered(span);
}

void ApiBudget::learn(Window& window, const RateFacts& rate) {
  if (!rate.limit || !rate.remaining || !rate.reset_in) return;
  window.limit = *rate.limit;
  window.remaining = *rate.remaining;
  // Both Date and reset are whole seconds: one more, so as never to be early.
  window.resets = now() + *rate.reset_in + std::chrono::seconds(1);
}

void ApiBudget::store_wait(const std::string& key, Time until) {
  const auto wall = clock_.now() + (until - now());
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(wall.time_since_epoch()).count();
  changes_.emplace_back(kStatePrefix + key, std::to_string(ms));
}

void ApiBudget::answered(std::size_t index, ApiResource resource, const ResponseFacts& facts) {
  Lane& lane = lanes_[index];
  Window& window = lane.windows[std::size_t(resource)];
  lane.in_flight = false;
  // raw.githubusercontent.com has a limit of its own and no such headers.
  learn(window, facts.rate);
  const RateFacts& rate = facts.rate;
  const auto reset_wait = rate.reset_in.value_or(std::chrono::seconds(0)) + std::chrono::seconds(1);
  switch (facts.kind) {
    case AnswerKind::kBadToken:
      // More attempts would lock out the whole account. Nobody has a better anonymous lane.
      lane.usable = lane.token.empty();
      if (lane.usable) back_off(lane);
      return;
    case AnswerKind::kPrimaryLimit:
      window.paused_until = std::max(
          window.paused_until, now() + (rate.reset_in ? reset_wait : options_.secondary_wait));
      store_wait(lane.key + "/" + api_resource_name(resource), window.paused_until);
      return;
    case AnswerKind::kSecondaryLimit: {
      std::chrono::milliseconds wait = options_.secondary_wait;
      if (rate.retry_after) {
        wait = std::max<std::chrono::milliseconds>(*rate.retry_after, std::chrono::seconds(1));
      } else {
        wait *= 1u << std::min(lane.secondary_in_a_row, 5u);
      }
      if (rate.remaining == std::uint64_t{0} && rate.reset_in)
        wait =
            rate.retry_after ? std::max<std::chrono::milliseconds>(wait, reset_wait) : reset_wait;
      ++lane.secondary_in_a_row;
      lane.paused_until = std::max(lane.paused_until, now() + wait);
      store_wait(lane.key + "/all", lane.paused_until);
      return;
    }
    case AnswerKind::kServerError:
      // It may come with a wait all the same.
      if (rate.retry_after)
        lane.paused_until = std::max(lane.paused_until, now() + *rate.retry_after);
      back_off(lane);
      return;
    default:
      lane.failures = 0;
      lane.secondary_in_a_row = 0;
      if (window.limit > 0 && window.remaining == 0)
        store_wait(lane.key + "/" + api_resource_name(resource), window.resets);
      return;
  }
}

void ApiBudget::failed(std::size_t index, ApiResource) {
  lanes_[index].in_flight = false;
  back_off(lanes_[index]);
}

std::optional<std::chrono::system_clock::time_point> ApiBudget::waiting_until(
    ApiResource resource) const {
  Time earliest = kNever;
  for (std::size_t i = 0; i < lanes_.size(); ++i)
    earliest = std::min(earliest, ready_at(i, resource));
  if (earliest == kNever || earliest <= now()) return std::nullopt;
  return std::chrono::time_point_cast<std::chrono::system_clock::duration>(clock_.now() +
                                                                           (earliest - now()));
}

ApiBudget::Entries ApiBudget::take_changes() { return std::exchange(changes_, {}); }

}  // namespace modelzoo::crawler
