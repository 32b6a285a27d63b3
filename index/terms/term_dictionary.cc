#include "index/terms/term_dictionary.h"

#include <algorithm>

#include "index/storage/byte_io.h"
#include "index/storage/segment_format.h"

namespace modelzoo::index {

ListPlace ChunkFiller::add(std::uint32_t length) {
  if (size_ >= kChunkBytes) {
    ++chunk_;
    size_ = 0;
  }
  const ListPlace place{chunk_, size_, length};
  size_ += length;
  return place;
}

void TermDictionaryBuilder::add(std::string_view term, std::uint32_t doc_freq,
                                std::uint8_t max_impact, std::size_t postings_length,
                                std::size_t positions_length) {
  std::size_t shared = 0;
  while (shared < before_.size() && shared < term.size() && before_[shared] == term[shared])
    ++shared;
  put_varint(out_, shared);
  put_bytes(out_, term.substr(shared));
  put_varint(out_, doc_freq);
  put_u8(out_, max_impact);
  put_varint(out_, postings_length);
  put_varint(out_, positions_length);
  before_.assign(term);
  ++count_;
}

std::string TermDictionaryBuilder::finish() {
  std::string whole;
  put_varint(whole, count_);
  return whole + out_;
}

Result<TermDictionary> TermDictionary::read(std::string_view bytes) {
  const Error corrupt{ErrorCode::kCorrupt, "term dictionary: malformed"};
  constexpr std::size_t kLeastEntry = 6;
  ByteReader reader(bytes);
  TermDictionary dictionary;
  dictionary.entries_.reserve(reader.count(kLeastEntry));
  const std::size_t wanted = dictionary.entries_.capacity();
  ByteReader counts(bytes);
  const std::uint32_t count = counts.varint32();
  if (reader.bad() || wanted < count) return corrupt;
  ChunkFiller postings;
  ChunkFiller positions;
  std::string term;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t shared = reader.varint32();
    if (reader.bad() || shared > term.size()) return corrupt;
    std::string next = term.substr(0, shared);
    next += reader.bytes();
    if (reader.bad() || next.size() > 255 || (i > 0 && next <= term)) return corrupt;
    term = std::move(next);
    TermEntry entry;
    entry.text = static_cast<std::uint32_t>(dictionary.text_.size());
    entry.length = static_cast<std::uint8_t>(term.size());
    entry.doc_freq = reader.varint32();
    entry.max_impact = reader.u8();
    entry.postings = postings.add(reader.varint32());
    entry.positions = positions.add(reader.varint32());
    dictionary.text_.insert(dictionary.text_.end(), term.begin(), term.end());
    dictionary.entries_.push_back(entry);
  }
  if (reader.bad() || !reader.at_end()) return corrupt;
  dictionary.by_text_ = DocHash(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    dictionary.by_text_.add(hash_bytes(dictionary.term(i)), i);
  }
  return dictionary;
}

std::uint32_t TermDictionary::lower_bound(std::string_view wanted) const {
  std::uint32_t low = 0;
  std::uint32_t high = size();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (term(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace modelzoo::index
