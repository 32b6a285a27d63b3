// The tokenizer beside the least that cuts English text into words: runs of ASCII letters and
// digits in lower case. MODELZOO_BENCH_TEXT names NDJSON whose READMEs are read; without it a few
// made-up sentences are.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string>

#include "index/analysis/tokenizer.h"
#include "schemas/record_reader.h"

namespace modelzoo::index {
namespace {

constexpr std::size_t kTextBytes = 4 << 20;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Pages that are English as far as their letters tell.
const std::string& english() {
  static const std::string text = [] {
    std::string pages;
    if (const char* path = std::getenv("MODELZOO_BENCH_TEXT")) {
      std::ifstream lines(path);
      RecordReader reader;
      for (std::string line; pages.size() < kTextBytes && std::getline(lines, line);) {
        const auto record = reader.read(line);
        if (record && record->readme && is_ascii(*record->readme)) pages += *record->readme + "\n";
      }
    }
    while (pages.size() < kTextBytes) {
      pages +=
          "This repository holds an implementation of the network that we describe in the paper. "
          "Train it with the script in the tools folder; the weights are downloaded on first use, "
          "and results are written to the output directory, one file for each of the images.\n";
    }
    return pages;
  }();
  return text;
}

// As large in characters of two and three bytes.
const std::string& other() {
  static const std::string text = [] {
    std::string pages;
    while (pages.size() < kTextBytes / 8) {
      pages +=
          "Überprüfung der Modellgröße für französische Ausdrücke: café, naïve, Ångström. "
          "深度学习模型的图像分类和目标检测 Это описание модели для распознавания речи.\n";
    }
    return pages;
  }();
  return text;
}

struct Counter final : TokenSink {
  void token(const Token& token) override { bytes += token.term.size(); }
  std::size_t bytes = 0;
};

void tokens(benchmark::State& state, const std::string& (*text)()) {
  Tokenizer tokenizer;
  Counter counter;
  for (auto step : state) {
    benchmark::DoNotOptimize(tokenizer.tokenize(text(), 0, counter));
  }
  benchmark::DoNotOptimize(counter.bytes);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text().size()));
}
BENCHMARK_CAPTURE(tokens, english, english)->Name("Tokens/english")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tokens, other, other)->Name("Tokens/not_ascii")->Unit(benchmark::kMillisecond);

std::uint32_t plain_split(std::string_view text, TokenSink& sink) {
  static constexpr auto kFolded = [] {
    std::array<char, 256> folded{};
    for (unsigned c = 0; c < 256; ++c) {
      const char letter = static_cast<char>(c);
      if ((letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z')) folded[c] = letter;
      if (letter >= 'A' && letter <= 'Z') folded[c] = static_cast<char>(letter - 'A' + 'a');
    }
    return folded;
  }();
  std::array<char, kMaxTermBytes> word{};
  std::size_t length = 0;
  std::uint32_t ordinal = 0;
  const auto end_word = [&](std::size_t at) {
    if (length == 0) return;
    sink.token({{word.data(), length},
                ordinal++,
                static_cast<std::uint32_t>(at - length),
                static_cast<std::uint32_t>(at)});
    length = 0;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char folded = kFolded[static_cast<unsigned char>(text[i])];
    if (folded == 0 || length == word.size()) end_word(i);
    if (folded != 0) word[length++] = folded;
  }
  end_word(text.size());
  return ordinal;
}

void plain(benchmark::State& state) {
  Counter counter;
  for (auto step : state) benchmark::DoNotOptimize(plain_split(english(), counter));
  benchmark::DoNotOptimize(counter.bytes);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(english().size()));
}
BENCHMARK(plain)->Name("Tokens/plain_ascii_split")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace modelzoo::index
