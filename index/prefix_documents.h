// prefix_documents.h - the documents of a segment in which some word begins with a prefix, as bits.
//
// A prefix of two letters stands for thousands of words, most of them in one document. Their lists
// lie side by side; reading them takes a millisecond for some 10,000, and what was found is kept,
// up to a bound, so that a page and its next one cost it once.
//
// Thread-safe. Tested by: tests/unit/index/prefix_documents_test.cc
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "index/segment_reader.h"
#include "schemas/mutex.h"
#include "schemas/result.h"

namespace modelzoo::index {

class PrefixDocuments {
 public:
  // Of words that stand in one of `fields`; deleted documents included. kCorrupt, kIo.
  [[nodiscard]] Result<std::shared_ptr<const DocBits>> find(const SegmentReader& reader,
                                                            std::string_view prefix,
                                                            FieldMask fields) const;

 private:
  mutable Mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const DocBits>, std::less<>> found_
      MODELZOO_GUARDED_BY(mutex_);  // by fields and prefix
};

}  // namespace modelzoo::index
