#include "crawler/gzip_body.h"

#include <gtest/gtest.h>

namespace modelzoo::crawler {
namespace {

TEST(Gunzip, RefusesWhatIsBrokenOrTooLong) {
  // printf 'aaaaaaaaaa' | gzip -n
  const unsigned char bytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00,
                                 0x00, 0x03, 0x4b, 0x4c, 0x84, 0x01, 0x00, 0xf0,
                                 0xcd, 0x11, 0x4c, 0x0a, 0x00, 0x00, 0x00};
  const std::string packed(reinterpret_cast<const char*>(bytes), sizeof bytes);
  ASSERT_TRUE(gunzip(packed, 10).ok());
  EXPECT_EQ(*gunzip(packed, 10), "aaaaaaaaaa");
  EXPECT_EQ(gunzip(packed, 9).error().code, ErrorCode::kLimitExceeded);
  EXPECT_FALSE(gunzip(packed.substr(0, 12), 100).ok());
  EXPECT_FALSE(gunzip("not gzip", 100).ok());
}

}  // namespace
}  // namespace modelzoo::crawler
