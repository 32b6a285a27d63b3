#include "tools/github_sim/rate_limits.h"

namespace modelzoo::github_sim {

const char* RateLimits::name(Resource resource) {
  switch (resource) {
    case Resource::kCore:
      return "core";
    case Resource::kSearch:
      return "search";
    case Resource::kGraphql:
      return "graphql";
    case Resource::kRaw:
      return "raw";
  }
  return "core";
}

std::uint64_t RateLimits::limit_of(const std::string& token, Resource resource) const {
  switch (resource) {
    case Resource::kCore:
      return token.empty() ? options_.anonymous_core : options_.core;
    case Resource::kSearch:
      return token.empty() ? options_.search / 3 : options_.search;
    case Resource::kGraphql:
      return token.empty() ? 0 : options_.graphql;
    case Resource::kRaw:
      return UINT64_MAX;
  }
  return 0;
}

RateLimits::Window& RateLimits::window(const std::string& token, Resource resource) {
  Window& found = windows_[{token, resource}];
  const auto now = clock_.now();
  if (now >= found.reset) {
    found.used = 0;
    found.reset = now + (resource == Resource::kSearch ? options_.search_window : options_.window);
  }
  return found;
}

RateLimits::Verdict RateLimits::verdict(const std::string& token, Resource resource,
                                        const Window& at) const {
  Verdict out;
  out.limit = limit_of(token, resource);
  out.used = std::min(at.used, out.limit);
  out.remaining = out.limit - out.used;
  out.reset =
      std::chrono::duration_cast<std::chrono::seconds>(at.reset.time_since_epoch()).count() + 1;
  return out;
}

RateLimits::Verdict RateLimits::charge(const std::string& token, Resource resource,
                                       std::uint64_t cost) {
  MutexLock lock(mutex_);
  Window& at = window(token, resource);
  if (at.used + cost > limit_of(token, resource)) {
    Verdict refused = verdict(token, resource, at);
    refused.allowed = false;
    refused.used = refused.limit;
    refused.remaining = 0;
    tell(at.wait,
         std::chrono::duration_cast<std::chrono::steady_clock::duration>(at.reset - clock_.now()));
    return refused;
  }
  at.used += cost;
  return verdict(token, resource, at);
}

void RateLimits::refund(const std::string& token, Resource resource, std::uint64_t cost) {
  MutexLock lock(mutex_);
  Window& at = window(token, resource);
  at.used -= std::min(at.used, cost);
}

RateLimits::Verdict RateLimits::look(const std::string& token, Resource resource) {
  MutexLock lock(mutex_);
  return verdict(token, resource, window(token, resource));
}

void RateLimits::tell(Wait& wait, std::chrono::steady_clock::duration length) const {
  const auto now = clock_.steady_now();
  if (now >= wait.until) wait.told = now;
  wait.until = std::max(wait.until, now + length);
}

void RateLimits::told_to_wait(const std::string& token, Resource resource,
                              std::chrono::milliseconds wait, bool all) {
  MutexLock lock(mutex_);
  tell(all ? token_waits_[token] : window(token, resource).wait, wait);
}

void RateLimits::observe(const std::string& token, Resource resource) {
  MutexLock lock(mutex_);
  // What was under way when the refusal was written is nobody's fault, nor is the clocks'
  // resolution.
  constexpr auto kUnderWay = std::chrono::milliseconds(60);
  constexpr auto kResolution = std::chrono::milliseconds(5);
  const auto now = clock_.steady_now();
  const auto broken = [&](const Wait& wait) {
    return now > wait.told + kUnderWay && now + kResolution < wait.until;
  };
  const auto token_wait = token_waits_.find(token);
  if (broken(window(token, resource).wait) ||
      (token_wait != token_waits_.end() && broken(token_wait->second))) {
    ++violations_;
  }
}

std::uint64_t RateLimits::violations() const {
  MutexLock lock(mutex_);
  return violations_;
}

void RateLimits::set_options(RateLimitOptions options) {
  MutexLock lock(mutex_);
  options_ = options;
  windows_.clear();
  token_waits_.clear();
}

void RateLimits::add_headers(const Verdict& verdict, Resource resource, daemon::Headers& headers) {
  if (resource == Resource::kRaw) return;
  headers.emplace_back("x-ratelimit-limit", std::to_string(verdict.limit));
  headers.emplace_back("x-ratelimit-remaining", std::to_string(verdict.remaining));
  headers.emplace_back("x-ratelimit-used", std::to_string(verdict.used));
  headers.emplace_back("x-ratelimit-reset", std::to_string(verdict.reset));
  headers.emplace_back("x-ratelimit-resource", name(resource));
}

}  // namespace modelzoo::github_sim
