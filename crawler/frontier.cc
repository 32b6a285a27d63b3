#include "crawler/frontier.h"

#include <algorithm>

#include "schemas/record.h"

namespace modelzoo::crawler {

Frontier::Frontier(FrontierOptions options, const Clock& clock)
    : options_(options), clock_(clock), random_(options.seed) {}

std::uint64_t Frontier::now_ms() const {
  return std::uint64_t(
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now().time_since_epoch())
          .count());
}

Frontier::Due Frontier::key_of(const std::string& folded, const Entry& entry) const {
  return {entry.urgent ? 0 : entry.state.due_ms, ~entry.state.stars, folded};
}

void Frontier::enqueue(const std::string& folded, Entry& entry) {
  queue_.insert(key_of(folded, entry));
}

void Frontier::restore(RepositoryState state) {
  const std::string folded = folded_name(state.name);
  const auto [position, is_new] = entries_.try_emplace(folded);
  if (!is_new) return;
  position->second.state = std::move(state);
  if (position->second.state.failures > 0 &&
      position->second.state.failures < options_.give_up_after)
    retrying_.insert(folded);
  enqueue(folded, position->second);
}

bool Frontier::add(const std::string& full_name, std::uint64_t stars_hint) {
  const std::string folded = folded_name(full_name);
  const auto [position, is_new] = entries_.try_emplace(folded);
  if (!is_new) return false;
  position->second.state.name = full_name;
  position->second.state.stars = stars_hint;
  position->second.state.due_ms = now_ms();
  enqueue(folded, position->second);
  return true;
}

void Frontier::ask(const std::string& full_name) {
  add(full_name);
  const std::string folded = folded_name(full_name);
  Entry& entry = entries_.at(folded);
  entry.asked = true;
  if (entry.in_flight) {
    entry.asked_again = true;
    return;
  }
  queue_.erase(key_of(folded, entry));
  entry.urgent = true;
  enqueue(folded, entry);
}

void Frontier::ask_all() {
  std::vector<std::string> names;
  for (const auto& [folded, entry] : entries_)
    if (!entry.state.gone) names.push_back(entry.state.name);
  for (const std::string& name : names) ask(name);
}

std::vector<std::string> Frontier::take_due(std::size_t n) {
  std::vector<std::string> taken;
  const std::uint64_t now = now_ms();
  while (taken.size() < n && !queue_.empty() && std::get<0>(*queue_.begin()) <= now) {
    std::string folded = std::get<2>(*queue_.begin());
    queue_.erase(queue_.begin());
    Entry& entry = entries_.at(folded);
    entry.in_flight = true;
    entry.urgent = false;
    ++in_flight_;
    taken.push_back(std::move(folded));
  }
  return taken;
}

std::optional<std::chrono::milliseconds> Frontier::next_due_in() const {
  if (queue_.empty()) return std::nullopt;
  const std::uint64_t due = std::get<0>(*queue_.begin()), now = now_ms();
  return std::chrono::milliseconds(due > now ? std::int64_t(due - now) : 0);
}

std::size_t Frontier::outstanding() const {
  std::size_t count = in_flight_;
  const std::uint64_t now = now_ms();
  for (auto i = queue_.begin(); i != queue_.end() && std::get<0>(*i) <= now; ++i) ++count;
  for (const std::string& folded : retrying_) {
    const Entry& entry = entries_.at(folded);
    if (!entry.in_flight && std::get<0>(key_of(folded, entry)) > now) ++count;
  }
  return count;
}

bool Frontier::exhausted() const {
  return in_flight_ == 0 && retrying_.empty() &&
         (queue_.empty() || std::get<0>(*queue_.begin()) > now_ms());
}

const Frontier::Entry* Frontier::find(std::string_view full_name) const {
  const std::string folded = folded_name(full_name);
  auto found = entries_.find(folded);
  for (auto moved = moved_.find(folded); found == entries_.end() && moved != moved_.end();
       moved = moved_.find(moved->second))
    found = entries_.find(moved->second);
  return found == entries_.end() ? nullptr : &found->second;
}

RepositoryState* Frontier::state(const std::string& folded) {
  const auto found = entries_.find(folded);
  return found == entries_.end() ? nullptr : &found->second.state;
}

void Frontier::handed_over(const std::string& folded, std::uint64_t batch) {
  const auto found = entries_.find(folded);
  if (found != entries_.end()) found->second.batch = batch;
}

void Frontier::land(const std::string& folded, std::uint64_t due_ms) {
  const auto found = entries_.find(folded);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  if (entry.in_flight) {
    entry.in_flight = false;
    --in_flight_;
  } else {
    queue_.erase(key_of(folded, entry));
  }
  entry.state.due_ms = due_ms;
  entry.urgent = std::exchange(entry.asked_again, false);
  enqueue(folded, entry);
}

std::uint64_t Frontier::next_refresh() {
  const auto every = double(options_.refresh_every.count());
  std::uniform_real_distribution<double> spread(0.95, 1.05);
  return now_ms() + std::uint64_t(std::max(1.0, every * spread(random_)));
}

// An end of the attempts, good or bad: nothing is owed any more but what was asked in between.
void Frontier::answered(const std::string& folded, Entry& entry) {
  entry.state.failures = 0;
  entry.given_up = false;
  entry.asked = entry.asked_again;
  retrying_.erase(folded);
}

void Frontier::seen(const std::string& folded) {
  const auto found = entries_.find(folded);
  if (found == entries_.end()) return;
  RepositoryState& known = found->second.state;
  known.misses = 0;
  known.gone = false;
  known.checked_s = now_ms() / 1000;
  answered(folded, found->second);
  land(folded, next_refresh());
}

void Frontier::missed(const std::string& folded) {
  const auto found = entries_.find(folded);
  if (found == entries_.end()) return;
  RepositoryState& known = found->second.state;
  known.misses = std::uint8_t(std::min<unsigned>(known.misses + 1u, 255));
  known.checked_s = now_ms() / 1000;
  answered(folded, found->second);
  // What is gone may come back (made public again, restored), but rarely does.
  const std::uint64_t next = next_refresh();
  const std::uint64_t extra =
      known.misses >= 2 ? 6 * std::uint64_t(options_.refresh_every.count()) : 0;
  land(folded, next + extra);
}

void Frontier::put_back(const std::string& folded) {
  const auto found = entries_.find(folded);
  if (found == entries_.end()) return;
  // Still owed to who asked for it: before all others.
  if (found->second.asked && found->second.in_flight) found->second.asked_again = true;
  land(folded, std::min(found->second.state.due_ms, now_ms()));
}

bool Frontier::failed(const std::string& folded) {
  const auto found = entries_.find(folded);
  if (found == entries_.end()) return false;
  RepositoryState& known = found->second.state;
  known.failures = std::uint8_t(std::min<unsigned>(known.failures + 1u, 255));
  if (known.failures >= options_.give_up_after) {
    answered(folded, found->second);
    found->second.given_up = true;
    const auto rest =
        std::min<std::chrono::milliseconds>(options_.refresh_every, std::chrono::hours(1));
    land(folded, now_ms() + std::uint64_t(rest.count()));
    return true;
  }
  retrying_.insert(folded);
  const auto span = std::min<std::chrono::milliseconds>(
      options_.backoff_base * (1u << std::min<unsigned>(known.failures - 1u, 20)),
      options_.backoff_cap);
  std::uniform_real_distribution<double> share(0.5, 1.0);
  land(folded, now_ms() + std::uint64_t(double(span.count()) * share(random_)));
  return false;
}

bool Frontier::rename(const std::string& folded, const std::string& new_full_name) {
  const auto found = entries_.find(folded);
  if (found == entries_.end()) return false;
  const std::string target = folded_name(new_full_name);
  if (target == folded) {
    found->second.state.name = new_full_name;
    return true;
  }
  const bool known = entries_.count(target) > 0;
  // Names can move in a circle (a to b, later b to a): the newest move is the one that holds.
  moved_.erase(target);
  moved_[folded] = target;
  const bool is_owed = found->second.asked;
  if (!known) {
    Entry moved = found->second;
    moved.state.name = new_full_name;
    moved.in_flight = true;
    ++in_flight_;
    entries_.emplace(target, std::move(moved));
  }
  erase(folded);
  if (known && is_owed) ask(new_full_name);
  return !known;
}

void Frontier::erase(const std::string& folded) {
  const auto found = entries_.find(folded);
  if (found == entries_.end()) return;
  if (found->second.in_flight) {
    --in_flight_;
  } else {
    queue_.erase(key_of(folded, found->second));
  }
  retrying_.erase(folded);
  entries_.erase(found);
}

}  // namespace modelzoo::crawler
