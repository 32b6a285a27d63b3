#include "index/segments/prefix_words.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "index/segments/segment_reader.h"

namespace modelzoo::index {
namespace {

// Nanoseconds, roughly; only their ratios matter.
constexpr double kTermCost = 10;    // to look at a term
constexpr double kListCost = 100;   // to open its list
constexpr double kPostingCost = 4;  // to join a posting
// Of all documents: fewer postings are sorted.
constexpr std::uint32_t kSortedShare = 16;

Status damaged(std::string_view term) {
  return Error{ErrorCode::kCorrupt, "term \"" + std::string(term) + "\": damaged postings"};
}

// Calls use(document, posting) for each posting of a list in some of `fields`. Most words of a
// prefix stand in one document: nothing is unpacked for them.
template <typename Use>
Status visit_list(const PostingList& list, std::string_view term, FieldMask fields,
                  const Use& use) {
  DecodedBlock block;
  FieldMasks masks;
  for (std::size_t b = 0; b < list.block_count(); ++b) {
    if (!list.masks_of(b, masks)) return damaged(term);
    const std::string_view impacts = list.impacts_of(b);
    const bool single = list.count() == 1;
    if (impacts.empty() || (!single && !list.decode(b, block))) return damaged(term);
    for (std::size_t i = 0; i < impacts.size(); ++i) {
      const auto in = static_cast<FieldMask>(masks[i] & fields);
      const DocId doc = single ? list.last_doc_of(0) : block.docs[i];
      if (in != 0) use(doc, PrefixPosting{static_cast<std::uint8_t>(impacts[i]), in});
    }
  }
  return Ok{};
}

template <typename Use>
Status visit_prefix(const SegmentReader& reader, std::string_view prefix, FieldMask fields,
                    const Use& use) {
  Status status = Ok{};
  reader.visit_terms(prefix, [&](std::string_view term, const TermInfo& info) {
    const auto list = reader.posting_list(info, false);
    status = list ? visit_list(*list, term, fields, use) : Status(list.error());
    return status.ok();
  });
  return status;
}

void join(PrefixPosting& to, const PrefixPosting& posting) {
  to.impact = std::max(to.impact, posting.impact);
  to.fields |= posting.fields;
}

// An array of all documents, for many postings.
Status gather_by_document(const SegmentReader& reader, std::string_view prefix, FieldMask fields,
                          PrefixPostings& out) {
  std::vector<PrefixPosting> by_document(reader.doc_count());
  MODELZOO_RETURN_IF_ERROR(visit_prefix(
      reader, prefix, fields,
      [&](DocId doc, const PrefixPosting& posting) { join(by_document[doc], posting); }));
  for (DocId doc = 0; doc < by_document.size(); ++doc) {
    if (by_document[doc].fields != 0) out.add(doc, by_document[doc]);
  }
  return Ok{};
}

// For few, sorting costs less than looking through all documents.
Status gather_and_sort(const SegmentReader& reader, std::string_view prefix, FieldMask fields,
                       PrefixPostings& out) {
  std::vector<std::pair<DocId, PrefixPosting>> found;
  MODELZOO_RETURN_IF_ERROR(visit_prefix(
      reader, prefix, fields,
      [&](DocId doc, const PrefixPosting& posting) { found.emplace_back(doc, posting); }));
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < found.size();) {
    PrefixPosting posting;
    const DocId doc = found[i].first;
    for (; i < found.size() && found[i].first == doc; ++i) join(posting, found[i].second);
    out.add(doc, posting);
  }
  return Ok{};
}

std::string key_of(std::string_view prefix, FieldMask fields) {
  std::string key(1, static_cast<char>(fields));
  key += prefix;
  return key;
}

}  // namespace

PrefixPostings::PrefixPostings(std::uint32_t doc_count)
    : documents_((std::size_t{doc_count} + 63) / 64),
      run_starts_(documents_.size() / kRunWords + 1) {}

void PrefixPostings::add(DocId doc, const PrefixPosting& posting) {
  for (; open_run_ * kRunWords * 64 <= doc; ++open_run_)
    run_starts_[open_run_] = static_cast<std::uint32_t>(postings_.size());
  documents_[doc / 64] |= std::uint64_t{1} << (doc % 64);
  postings_.push_back(posting);
}

void PrefixPostings::finish() {
  for (; open_run_ < run_starts_.size(); ++open_run_)
    run_starts_[open_run_] = static_cast<std::uint32_t>(postings_.size());
  postings_.shrink_to_fit();
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
    keep(std::move(key), {terms, nullptr, bytes, kTermCost * static_cast<double>(terms->count)});
  }
  return terms;
}

Result<std::shared_ptr<const PrefixPostings>> PrefixWords::postings(const SegmentReader& reader,
                                                                    std::string_view prefix,
                                                                    FieldMask fields) const {
  std::string key = key_of(prefix, fields);
  if (auto known = find(key); known.postings) return known.postings;
  const std::shared_ptr<const PrefixTerms> words = terms(reader, prefix);
  const bool many = words->postings > reader.doc_count() / kSortedShare;
  auto made = std::make_shared<PrefixPostings>(reader.doc_count());
  MODELZOO_RETURN_IF_ERROR(many ? gather_by_document(reader, prefix, fields, *made)
                                : gather_and_sort(reader, prefix, fields, *made));
  made->finish();
  const double cost = kListCost * static_cast<double>(words->count) +
                      kPostingCost * static_cast<double>(words->postings);
  keep(std::move(key), {nullptr, made, made->bytes(), cost});
  return std::shared_ptr<const PrefixPostings>(std::move(made));
}

PrefixWords::Kept PrefixWords::find(const std::string& key) const {
  MutexLock lock(mutex_);
  const auto known = kept_.find(key);
  if (known == kept_.end()) return {};
  known->second.worth = lost_worth_ + known->second.cost;
  return known->second;
}

// `kept.cost`: of all of it.
void PrefixWords::keep(std::string key, Kept kept) const {
  MutexLock lock(mutex_);
  if (kept_.contains(key) || !make_room(kept.bytes)) return;
  kept.cost /= static_cast<double>(kept.bytes);
  kept.worth = lost_worth_ + kept.cost;
  kept_bytes_ += kept.bytes;
  kept_.emplace(std::move(key), std::move(kept));
}

bool PrefixWords::make_room(std::size_t bytes) const {
  if (bytes > kMostKeptBytes) return false;
  while (kept_bytes_ + bytes > kMostKeptBytes || !source_->reserve(bytes)) {
    if (kept_.empty()) return false;
    const auto least = std::min_element(
        kept_.begin(), kept_.end(),
        [](const auto& a, const auto& b) { return a.second.worth < b.second.worth; });
    lost_worth_ = least->second.worth;
    kept_bytes_ -= least->second.bytes;
    source_->release(least->second.bytes);
    kept_.erase(least);
  }
  return true;
}

}  // namespace modelzoo::index
