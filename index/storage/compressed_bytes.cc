#include "index/storage/compressed_bytes.h"

#include <zdict.h>
#include <zstd.h>

#include <mutex>
#include <utility>

namespace modelzoo::index {
namespace {

constexpr int kColumnLevel = 3;
// Measured on whole records: level 6 takes 1.3 to 1.7 % of the records less than level 3 and two to
// three times as long; level 12 saves another half a percent for ten times the time of level 3.
constexpr int kDocumentLevel = 6;
constexpr unsigned long long kLargest = 1ULL << 30;
// What zstd's own command line takes.
constexpr std::size_t kDictionaryBytes = 112'640;

template <auto kFree>
struct FreeWith {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
template <typename T, auto kFree>
using Owned = std::unique_ptr<T, FreeWith<kFree>>;

ZSTD_CCtx* compressor(int level) {
  thread_local const Owned<ZSTD_CCtx, ZSTD_freeCCtx> context(ZSTD_createCCtx());
  ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_and_parameters);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  return context.get();
}

std::string compress_with(ZSTD_CCtx* context, std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress2(context, out.data(), out.size(), bytes.data(), bytes.size()));
  return out;
}

Error corrupt(std::string why) {
  return Error{ErrorCode::kCorrupt, "stored document: " + std::move(why)};
}

}  // namespace

struct CompressionDictionary::Impl {
  explicit Impl(std::string from)
      : bytes(std::move(from)),
        id(ZSTD_getDictID_fromDict(bytes.data(), bytes.size())),
        reading(ZSTD_createDDict(bytes.data(), bytes.size())) {}

  // Its tables are several times the bytes, and a segment that is only read needs none.
  const ZSTD_CDict* writing() const {
    std::call_once(writing_made, [this] {
      writing_tables.reset(ZSTD_createCDict(bytes.data(), bytes.size(), kDocumentLevel));
    });
    return writing_tables.get();
  }

  const std::string bytes;
  const std::uint32_t id;
  const Owned<ZSTD_DDict, ZSTD_freeDDict> reading;
  mutable std::once_flag writing_made;
  mutable Owned<ZSTD_CDict, ZSTD_freeCDict> writing_tables;
};

CompressionDictionary::CompressionDictionary(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CompressionDictionary::~CompressionDictionary() = default;

std::string_view CompressionDictionary::bytes() const { return impl_->bytes; }
std::uint32_t CompressionDictionary::id() const { return impl_->id; }

std::shared_ptr<const CompressionDictionary> CompressionDictionary::train(
    const std::string& samples, std::span<const std::size_t> sizes) {
  std::string bytes(kDictionaryBytes, '\0');
  const std::size_t size = ZDICT_trainFromBuffer(bytes.data(), bytes.size(), samples.data(),
                                                 sizes.data(), static_cast<unsigned>(sizes.size()));
  if (ZDICT_isError(size) != 0) return nullptr;
  bytes.resize(size);
  auto loaded = load(std::move(bytes));
  return loaded ? std::move(loaded).value() : nullptr;
}

Result<std::shared_ptr<const CompressionDictionary>> CompressionDictionary::load(
    std::string bytes) {
  auto impl = std::make_unique<Impl>(std::move(bytes));
  if (impl->id == 0 || impl->reading == nullptr) {
    return Error{ErrorCode::kCorrupt, "dictionary of documents: malformed"};
  }
  return std::shared_ptr<const CompressionDictionary>(new CompressionDictionary(std::move(impl)));
}

std::string compress(std::string_view bytes, CompressionEffort effort) {
  return compress_with(
      compressor(effort == CompressionEffort::kDocument ? kDocumentLevel : kColumnLevel), bytes);
}

std::string compress(std::string_view bytes, const CompressionDictionary* dictionary) {
  ZSTD_CCtx* const context = compressor(kDocumentLevel);
  if (dictionary != nullptr) ZSTD_CCtx_refCDict(context, dictionary->impl().writing());
  return compress_with(context, bytes);
}

Result<std::string> decompress(std::string_view frame, const CompressionDictionary* dictionary) {
  thread_local const Owned<ZSTD_DCtx, ZSTD_freeDCtx> context(ZSTD_createDCtx());
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size > kLargest) return corrupt("no zstd frame");
  const std::uint32_t id = dictionary_id(frame);
  if (id != 0 && (dictionary == nullptr || dictionary->id() != id)) {
    return corrupt("its dictionary " + std::to_string(id) + " is not there");
  }
  ZSTD_DCtx_refDDict(context.get(), id == 0 ? nullptr : dictionary->impl().reading.get());
  std::string out(static_cast<std::size_t>(size), '\0');
  const std::size_t got =
      ZSTD_decompressDCtx(context.get(), out.data(), out.size(), frame.data(), frame.size());
  if (ZSTD_isError(got) != 0) return corrupt(ZSTD_getErrorName(got));
  if (got != out.size()) return corrupt("shorter than it says");
  return out;
}

std::uint32_t dictionary_id(std::string_view frame) {
  return ZSTD_getDictID_fromFrame(frame.data(), frame.size());
}

}  // namespace modelzoo::index
