#include "crawler/graphql_batch.h"

#include <gtest/gtest.h>

namespace modelzoo::crawler {
namespace {

TEST(GraphqlBatchSize, HalvesAfterTwoFailuresAndGrowsBack) {
  GraphqlBatchSize size(100);
  size.failed(false);
  EXPECT_EQ(size.size(), 100u) << "one failure may be chance";
  size.failed(false);
  EXPECT_EQ(size.size(), 50u);
  size.failed(true);
  EXPECT_EQ(size.size(), 25u) << "the server named the reason";
  for (int i = 0; i < 20; ++i) size.failed(true);
  EXPECT_EQ(size.size(), 1u);
  for (int i = 0; i < 100; ++i) size.succeeded();
  EXPECT_EQ(size.size(), 100u);
}

}  // namespace
}  // namespace modelzoo::crawler
