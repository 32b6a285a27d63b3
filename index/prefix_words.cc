#include "index/prefix_words.h"

#include <algorithm>
#include <bit>

#include "index/segment_reader.h"

namespace modelzoo::index {
namespace {

Status damaged(std::string_view term) {
  return Error{ErrorCode::kCorrupt, "term \"" + std::string(term) + "\": damaged postings"};
}

void add_posting(DocId doc, std::uint8_t impact, FieldMask fields,
                 std::vector<PrefixPosting>& by_document) {
  PrefixPosting& posting = by_document[doc];
  if (fields != 0) posting.impact = std::max(posting.impact, impact);
  posting.fields |= fields;
}

// Most words of a prefix stand in one document: nothing is unpacked for them.
Status add(const PostingList& list, std::string_view term, FieldMask fields,
           std::vector<PrefixPosting>& by_document) {
  DecodedBlock block;
  FieldMasks masks;
  for (std::size_t b = 0; b < list.block_count(); ++b) {
    if (!list.masks_of(b, masks)) return damaged(term);
    if (list.count() == 1) {
      if (list.impacts_of(0).empty()) return damaged(term);
      const auto impact = static_cast<std::uint8_t>(list.impacts_of(0)[0]);
      add_posting(list.last_doc_of(0), impact, masks[0] & fields, by_document);
      return Ok{};
    }
    if (!list.decode(b, block)) return damaged(term);
    for (std::size_t i = 0; i < block.count; ++i)
      add_posting(block.docs[i], block.impacts[i], masks[i] & fields, by_document);
  }
  return Ok{};
}

std::string key_of(std::string_view prefix, FieldMask fields) {
  std::string key(1, static_cast<char>(fields));
  key += prefix;
  return key;
}

}  // namespace

PrefixPostings::PrefixPostings(const std::vector<PrefixPosting>& by_document)
    : documents_((by_document.size() + 63) / 64) {
  std::size_t count = 0;
  for (const PrefixPosting& posting : by_document) count += posting.fields != 0 ? 1 : 0;
  postings_.reserve(count);
  for (std::size_t doc = 0; doc < by_document.size(); ++doc) {
    if (doc % (kRunWords * 64) == 0)
      run_starts_.push_back(static_cast<std::uint32_t>(postings_.size()));
    if (by_document[doc].fields == 0) continue;
    documents_[doc / 64] |= std::uint64_t{1} << (doc % 64);
    postings_.push_back(by_document[doc]);
  }
}

std::size_t PrefixPostings::bytes() const {
  return sizeof *this + documents_.size() * sizeof(std::uint64_t) +
         run_starts_.size() * sizeof(std::uint32_t) + postings_.size() * sizeof(PrefixPosting);
}

PrefixWords::~PrefixWords() {
  if (kept_bytes_ > 0) source_->release(kept_bytes_);
}

std::shared_ptr<const PrefixTerms> PrefixWords::terms(const SegmentReader& reader,
                                                      std::string_view prefix) const {
  std::string key = key_of(prefix, 0);
  if (auto known = find(key); known.terms) return known.terms;
  auto terms = std::make_shared<PrefixTerms>();
  std::vector<PrefixTerms::Term> all;
  reader.visit_terms(prefix, [&](std::string_view term, const TermInfo& info) {
    if (term == prefix) return true;
    all.push_back({term, info.doc_freq});
    terms->postings += info.doc_freq;
    return true;
  });
  terms->count = all.size();
  const auto most = static_cast<std::ptrdiff_t>(std::min(all.size(), PrefixTerms::kMostFrequent));
  std::partial_sort(all.begin(), all.begin() + most, all.end(), [](const auto& a, const auto& b) {
    return a.doc_freq != b.doc_freq ? a.doc_freq > b.doc_freq : a.text < b.text;
  });
  terms->frequent.assign(all.begin(), all.begin() + most);
  // What few words begin with is found as fast as it is kept.
  if (terms->count > PrefixTerms::kMostFrequent) {
    const std::size_t bytes = sizeof *terms + terms->frequent.size() * sizeof(PrefixTerms::Term);
    keep(std::move(key), {terms, nullptr, bytes});
  }
  return terms;
}

Result<std::shared_ptr<const PrefixPostings>> PrefixWords::postings(const SegmentReader& reader,
                                                                    std::string_view prefix,
                                                                    FieldMask fields) const {
  std::string key = key_of(prefix, fields);
  if (auto known = find(key); known.postings) return known.postings;
  std::vector<PrefixPosting> by_document(reader.doc_count());
  Status status = Ok{};
  reader.visit_terms(prefix, [&](std::string_view term, const TermInfo& info) {
    const auto list = reader.posting_list(info, false);
    status = list ? add(*list, term, fields, by_document) : Status(list.error());
    return status.ok();
  });
  if (!status) return std::move(status).error();
  auto made = std::make_shared<const PrefixPostings>(by_document);
  keep(std::move(key), {nullptr, made, made->bytes()});
  return std::shared_ptr<const PrefixPostings>(std::move(made));
}

PrefixWords::Kept PrefixWords::find(const std::string& key) const {
  MutexLock lock(mutex_);
  const auto known = kept_.find(key);
  if (known == kept_.end()) return {};
  known->second.asked = true;
  return known->second;
}

void PrefixWords::keep(std::string key, Kept kept) const {
  MutexLock lock(mutex_);
  if (kept_.contains(key) || !make_room(kept.bytes)) return;
  kept_bytes_ += kept.bytes;
  kept_.emplace(std::move(key), std::move(kept));
}

// First without those that nobody asked for, then without all.
bool PrefixWords::make_room(std::size_t bytes) const {
  const auto granted = [&] {
    return kept_bytes_ + bytes <= kMostKeptBytes && source_->reserve(bytes);
  };
  for (const bool asked_ones_too : {false, true}) {
    if (granted()) return true;
    forget(asked_ones_too);
  }
  return granted();
}

void PrefixWords::forget(bool asked_ones_too) const {
  std::size_t given_back = 0;
  for (auto at = kept_.begin(); at != kept_.end();) {
    Kept& kept = at->second;
    if (asked_ones_too || !kept.asked) {
      given_back += kept.bytes;
      at = kept_.erase(at);
    } else {
      kept.asked = false;
      ++at;
    }
  }
  kept_bytes_ -= given_back;
  source_->release(given_back);
}

}  // namespace modelzoo::index
