// document_compressor.h - compresses the long fields of documents while a segment is built or
// merged: the first texts alone, and, once enough of them have been seen, the others with a
// dictionary learnt from those. READMEs share installation steps, badges and citations, and most
// are too short to repeat themselves.
//
// Measured on L (40,000 long pages): documents take DICT_WITH of the NDJSON instead of
// DICT_WITHOUT.
//
// Thread-safe: threads that build together share one.
// Tested by: tests/unit/index/documents/document_compressor_test.cc
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "index/storage/compressed_bytes.h"
#include "schemas/mutex.h"

namespace modelzoo::index {

class DocumentCompressor {
 public:
  // What it learns from: below that many texts it never makes a dictionary.
  static constexpr std::size_t kSamples = 1024;
  // Of a longer text its beginning.
  static constexpr std::size_t kLongestSample = std::size_t{16} << 10;

  DocumentCompressor() = default;
  // Goes on with a dictionary that there is; null: learns one.
  explicit DocumentCompressor(std::shared_ptr<const CompressionDictionary> dictionary)
      : dictionary_(std::move(dictionary)) {}

  [[nodiscard]] std::string compress(std::string_view bytes);
  // What frames have been made with so far; null: none.
  [[nodiscard]] std::shared_ptr<const CompressionDictionary> dictionary() const;

 private:
  std::shared_ptr<const CompressionDictionary> learn_from(std::string_view bytes);

  mutable Mutex mutex_;
  std::shared_ptr<const CompressionDictionary> dictionary_ MODELZOO_GUARDED_BY(mutex_);
  std::string samples_ MODELZOO_GUARDED_BY(mutex_);
  std::vector<std::size_t> sizes_ MODELZOO_GUARDED_BY(mutex_);
};

}  // namespace modelzoo::index
