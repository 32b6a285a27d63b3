// typist.h - somebody who makes one typing error, at random from a fixed seed. One thread at a
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace modelzoo::tools {

class Typist {
 public:
  explicit Typist(std::uint32_t seed) : random_(seed) {}

  // `text` with a letter inserted, left out, changed or exchanged with the next, at a random place
  // of a random word of `least` letters or more; as it is when there is none.
  [[nodiscard]] std::string edited(std::string text, std::size_t least = 1);

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  char letter() { return static_cast<char>('a' + below(26)); }
  std::mt19937 random_;
};

}  // namespace modelzoo::tools
