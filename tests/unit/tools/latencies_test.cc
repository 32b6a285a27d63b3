#include "tools/modelzoo_bench/latencies.h"

#include <gtest/gtest.h>

namespace modelzoo::tools {
namespace {

TEST(Latencies, GiveQuantilesAndARate) {
  Latencies latencies;
  EXPECT_EQ(latencies.quantile_us(0.5), 0);
  EXPECT_EQ(latencies.per_second(), 0);
  for (int us = 100; us >= 1; --us) latencies.add(std::chrono::microseconds(us));
  EXPECT_DOUBLE_EQ(latencies.quantile_us(0), 1);
  EXPECT_DOUBLE_EQ(latencies.quantile_us(0.5), 51);
  EXPECT_DOUBLE_EQ(latencies.quantile_us(0.99), 100);
  EXPECT_DOUBLE_EQ(latencies.quantile_us(1), 100);
  EXPECT_DOUBLE_EQ(latencies.per_second(), 1e6 * 100 / 5050);
  Latencies more;
  more.add(std::chrono::milliseconds(1));
  more.add_all(latencies);
  EXPECT_EQ(more.count(), 101U);
  EXPECT_DOUBLE_EQ(more.quantile_us(1), 1000);
}

}  // namespace
}  // namespace modelzoo::tools
