// The codec alone: full blocks of postings, by bits a delta.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "index/postings/posting_block.h"

namespace modelzoo::index {
namespace {

struct EncodedBlock {
  std::string bytes;
  std::int64_t before = -1;
  DocId last = 0;
  unsigned bits = 0;
};

// Blocks whose deltas need `bits` bits.
std::vector<EncodedBlock> blocks_of(unsigned bits) {
  constexpr std::size_t kBlocks = 256;
  std::mt19937 random(bits);
  std::vector<EncodedBlock> blocks;
  for (std::size_t b = 0; b < kBlocks; ++b) {
    std::vector<Posting> postings;
    DocId doc = 0;
    for (std::size_t i = 0; i < kPostingsPerBlock; ++i) {
      doc += 1 + (bits == 0 ? 0 : static_cast<DocId>(random() & ((1U << bits) - 1)));
      postings.push_back({doc, static_cast<std::uint8_t>(random() % 200), 1});
    }
    EncodedBlock block;
    block.bits = delta_bits(postings, block.before);
    block.last = doc;
    encode_block(postings, block.before, block.bits, true, block.bytes);
    block.bytes.append(64, '\0');  // what a list has behind a block
    blocks.push_back(std::move(block));
  }
  return blocks;
}

void decode(benchmark::State& state) {
  const auto blocks = blocks_of(static_cast<unsigned>(state.range(0)));
  DecodedBlock decoded;
  for (auto step : state) {
    for (const EncodedBlock& block : blocks) {
      const bool sound = decode_block(block.bytes, kPostingsPerBlock, block.before, block.last,
                                      block.bits, true, decoded);
      if (!sound) state.SkipWithError("a block does not decode");
      benchmark::DoNotOptimize(decoded);
    }
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(blocks.size() * kPostingsPerBlock));
}
BENCHMARK(decode)->Name("PostingBlock/decode")->Arg(2)->Arg(5)->Arg(8)->Arg(12)->Arg(20);

}  // namespace
}  // namespace modelzoo::index
