#include "index/documents/document_compressor.h"

namespace modelzoo::index {

std::string DocumentCompressor::compress(std::string_view bytes) {
  return index::compress(bytes, learn_from(bytes).get());
}

std::shared_ptr<const CompressionDictionary> DocumentCompressor::dictionary() const {
  MutexLock lock(mutex_);
  return dictionary_;
}

// The dictionary, when there is one; else the text becomes a sample. The thread that brings the
// last sample learns while the others wait: the sooner they have the dictionary the better.
std::shared_ptr<const CompressionDictionary> DocumentCompressor::learn_from(
    std::string_view bytes) {
  MutexLock lock(mutex_);
  if (dictionary_ != nullptr || sizes_.size() == kSamples) return dictionary_;
  const std::string_view sample = bytes.substr(0, kLongestSample);
  samples_ += sample;
  sizes_.push_back(sample.size());
  if (sizes_.size() == kSamples) {
    dictionary_ = CompressionDictionary::train(samples_, sizes_);
    samples_ = {};
  }
  return nullptr;
}

}  // namespace modelzoo::index
