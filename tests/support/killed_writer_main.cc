// killed_writer DATA_DIR FIRST - writes numbered batches from FIRST until it is killed, and tells
// each acknowledged one on standard output: four bytes, in the machine's order.
#include <unistd.h>

#include <cstdlib>

#include "tests/support/numbered_batches.h"

int main(int argc, char** argv) {
  using namespace modelzoo;
  if (argc != 3) return 2;
  index::StoreOptions options;
  options.data_dir = argv[1];
  const auto store = index::IndexStore::open(std::move(options));
  if (!store) return 3;
  for (auto n = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));; ++n) {
    if (!(*store)->apply(testing::numbered_batch(n))) return 4;
    if (::write(STDOUT_FILENO, &n, sizeof n) != sizeof n) return 5;
  }
}
