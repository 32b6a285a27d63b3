// compressed_bytes.h - zstd frames for columns and stored documents, and dictionaries that short
// texts of one kind share. Thread-safe.
//
// Frames and dictionaries: RFC 8878. Training: Zstandard's ZDICT_trainFromBuffer (COVER, after
// Liao, Petri, Moffat & Wirth, "Effective construction of relative Lempel-Ziv dictionaries", 2016).
// Tested by: tests/unit/index/storage/compressed_bytes_test.cc
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "schemas/result.h"

namespace modelzoo::index {

// Immutable.
class CompressionDictionary {
 public:
  // Learns from samples that stand one after the other. Null when they are too few or too much
  // alike to learn from. Takes about a second for 8 MB.
  [[nodiscard]] static std::shared_ptr<const CompressionDictionary> train(
      const std::string& samples, std::span<const std::size_t> sizes);
  // As bytes() gave it. kCorrupt when it is no dictionary.
  [[nodiscard]] static Result<std::shared_ptr<const CompressionDictionary>> load(std::string bytes);
  ~CompressionDictionary();

  [[nodiscard]] std::string_view bytes() const;
  // What frames that were made with it say; never 0.
  [[nodiscard]] std::uint32_t id() const;

  struct Impl;
  [[nodiscard]] const Impl& impl() const { return *impl_; }  // of compressed_bytes.cc alone

 private:
  explicit CompressionDictionary(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

enum class CompressionEffort {
  kColumn,    // read at every opening, written at every merge
  kDocument,  // written once, copied by merges
};
[[nodiscard]] std::string compress(std::string_view bytes,
                                   CompressionEffort effort = CompressionEffort::kColumn);
// At the effort of documents; a null dictionary is none.
[[nodiscard]] std::string compress(std::string_view bytes, const CompressionDictionary* dictionary);

// Reads frames that were made with the dictionary, or with none. kCorrupt when it is no whole
// frame, claims more than 1 GiB, or was made with another dictionary.
[[nodiscard]] Result<std::string> decompress(std::string_view frame,
                                             const CompressionDictionary* dictionary = nullptr);
// The id of the dictionary that a frame was made with; 0: none, or no frame.
[[nodiscard]] std::uint32_t dictionary_id(std::string_view frame);

}  // namespace modelzoo::index
