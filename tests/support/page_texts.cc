#include "tests/support/page_texts.h"

#include <iterator>
#include <random>

namespace modelzoo::testing {
namespace {

// A sentence that is the same for the same kind and place.
std::string sentence(int kind, int place) {
  static constexpr const char* kWords[] = {"the",     "network", "trains",   "images",
                                           "weights", "with",    "batch",    "for",
                                           "layer",   "and",     "download", "data"};
  std::minstd_rand random(static_cast<unsigned>(1 + kind * 1000 + place));
  std::string text;
  for (int i = 0; i < 14; ++i) {
    text += kWords[random() % std::size(kWords)];
    text += random() % 5 == 0 ? std::to_string(random() % 1000) + " " : " ";
  }
  return text + "\n";
}

}  // namespace

std::string install_page(int kind, int number) {
  std::minstd_rand random(static_cast<unsigned>(1 + number));
  std::string page = "# Model " + std::to_string(number) + "\n\n";
  for (int i = 0; i < 8; ++i) page += sentence(kind, static_cast<int>(random() % 60));
  page += "\n## Results\n\nAccuracy " + std::to_string(random() % 10'000) + "\n";
  return page;
}

}  // namespace modelzoo::testing
