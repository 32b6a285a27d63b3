// What the crawler hands over, put into an index.
#include "daemon/backend_sink.h"

#include <gtest/gtest.h>

#include "index/store/index_store.h"
#include "query/embedded_backend.h"
#include "query/search_backend.h"
#include "schemas/taxonomy.h"
#include "tests/support/record_builder.h"
#include "tests/support/temporary_folder.h"

namespace modelzoo::daemon {
namespace {

using modelzoo::testing::record;
using modelzoo::testing::TemporaryFolder;

class BackendSink : public ::testing::Test {
 protected:
  void SetUp() override {
    index::StoreOptions options;
    options.data_dir = folder_.path();
    auto opened = index::IndexStore::open(options);
    ASSERT_TRUE(opened);
    store_ = std::move(opened).value();
    backend_ = query::make_embedded_backend(*store_, builtin_taxonomy());
    sink_ = make_backend_sink(*backend_);
  }
  void put(Record made) {
    crawler::SinkBatch batch;
    batch.puts.push_back(std::move(made));
    ASSERT_TRUE(sink_->accept(std::move(batch)));
  }
  void refresh(std::uint64_t stars, std::string date) {
    crawler::SinkBatch batch;
    crawler::NumbersChange& change = batch.updates.emplace_back();
    change.full_name = "a/b";
    change.stars = stars;
    change.forks = 7;
    change.star_count = StarCount{std::move(date), stars};
    ASSERT_TRUE(sink_->accept(std::move(batch)));
  }
  Record stored() const {
    auto found = backend_->get("a/b");
    EXPECT_TRUE(found);
    return found ? std::move(found).value() : Record();
  }

  TemporaryFolder folder_;
  std::unique_ptr<index::IndexStore> store_;
  std::unique_ptr<query::SearchBackend> backend_;
  std::unique_ptr<crawler::RecordSink> sink_;
};

TEST_F(BackendSink, LetsTheStarHistoryGrowWhenNumbersAloneChange) {
  Record made = record("a/b").id(5).stars(10).readme("# Title").license("MIT");
  made.star_history = {{{"2026-01-01", 10}}};
  put(made);
  refresh(10, "2026-01-02");  // nothing to tell
  refresh(60, "2026-01-15");
  refresh(250, "2026-01-15");
  refresh(260, "2026-02-05");
  const Record after = stored();
  EXPECT_EQ(after.stars, 260U);
  EXPECT_EQ(after.forks, 7U);
  EXPECT_EQ(after.readme, "# Title");
  EXPECT_EQ(after.license, "MIT");
  EXPECT_EQ(after.star_history,
            (std::vector<StarCount>{{"2026-01-01", 10}, {"2026-01-15", 250}, {"2026-02-05", 260}}));
  // What the last month gained is worked out from it.
  query::SearchRequest request;
  request.query = "title";
  const auto found = backend_->search(request);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->hits.size(), 1U);
  EXPECT_EQ(found->hits[0].stars_month, 250U);
}

TEST_F(BackendSink, ChangesNumbersInPlaceWhenTheHistorySaysThemAlready) {
  Record made = record("a/b").id(5).stars(10);
  made.star_history = {{{"2026-01-01", 10}}};
  put(made);
  refresh(10, "2026-01-03");
  EXPECT_EQ(stored().forks, 7U);
  EXPECT_EQ(stored().star_history, made.star_history);
  EXPECT_EQ(store_->stats().deleted_documents, 0U);
}

TEST_F(BackendSink, PassesOverNumbersOfWhatIsNotStored) {
  refresh(10, "2026-01-02");
  EXPECT_FALSE(backend_->get("a/b"));
}

}  // namespace
}  // namespace modelzoo::daemon
