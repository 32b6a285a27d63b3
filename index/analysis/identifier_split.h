// identifier_split.h - an ASCII identifier to its parts: CycleGAN -> Cycle GAN, pix2pix -> pix 2
// pix, GANNet -> GAN Net, word2vec -> word 2 vec.
//
// Cuts between lower and upper case, before the last capital of a run that lower case follows, and
// between letters and digits. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace modelzoo::index {

// An identifier of more parts than this is a hash or a version: it stays whole.
inline constexpr std::size_t kMaxIdentifierParts = 5;

struct IdentifierParts {
  std::array<std::uint16_t, kMaxIdentifierParts> end{};  // byte where part i ends
  std::size_t count = 0;                                 // 1: no cut
};

// REQUIRES: `word` is [A-Za-z0-9]+, shorter than 65536.
[[nodiscard]] IdentifierParts split_identifier(std::string_view word);

}  // namespace modelzoo::index
