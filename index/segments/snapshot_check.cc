#include "index/segments/snapshot_check.h"

#include <algorithm>
#include <vector>

#include "index/segments/snapshot.h"

namespace modelzoo::index {
namespace {

using Report = std::function<void(const std::string&)>;

void check_terms(const SegmentReader& reader, const Report& report) {
  reader.visit_terms("", [&](std::string_view term, const TermInfo& info) {
    auto cursor = reader.postings(info);
    if (!cursor) {
      report("term \"" + std::string(term) + "\": " + cursor.error().message);
      return true;
    }
    std::uint32_t count = 0;
    DocId last = 0;
    std::vector<TopPosting> best;
    std::vector<Position> positions;
    for (DocId doc = cursor->doc(); doc != kEndOfPostings; doc = cursor->next()) {
      if (doc >= reader.doc_count() || (count > 0 && doc <= last) ||
          cursor->impact() > info.max_impact) {
        report("term \"" + std::string(term) + "\": a posting contradicts its list");
        break;
      }
      last = doc;
      ++count;
      best.push_back({doc, cursor->impact()});
      cursor->positions(positions);
    }
    if (cursor->damaged()) report("term \"" + std::string(term) + "\": a damaged block");
    std::stable_sort(best.begin(), best.end(),
                     [](const TopPosting& a, const TopPosting& b) { return a.impact > b.impact; });
    for (std::size_t i = 0; i < cursor->list().top_count(); ++i) {
      if (i >= best.size() || cursor->list().top(i) != best[i]) {
        report("term \"" + std::string(term) + "\": its best postings are others than it says");
        break;
      }
    }
    return true;
  });
}

}  // namespace

std::size_t check_snapshot(const Snapshot& snapshot, bool documents,
                           const std::function<void(const std::string&)>& problem,
                           const std::function<void(double)>& progress) {
  std::size_t problems = 0;
  std::uint64_t done = 0;
  for (const SegmentView& view : snapshot.segments()) {
    const Report report = [&](const std::string& what) {
      ++problems;
      problem("segment " + std::to_string(view.id) + ": " + what);
    };
    check_terms(*view.reader, report);
    for (DocId doc = 0; doc < view.reader->doc_count(); ++doc) {
      if (documents) {
        const auto record = view.reader->document(doc);
        if (!record) {
          report("document " + std::to_string(doc) + ": " + record.error().message);
        } else if (record->full_name != view.reader->full_name(doc)) {
          report("document " + std::to_string(doc) + ": is another one than its name says");
        }
        if (const auto text = view.reader->readme_text(doc); !text) {
          report("document " + std::to_string(doc) + ": " + text.error().message);
        }
      }
      if (view.is_live(doc) && !snapshot.find(view.reader->full_name(doc))) {
        report("document " + std::to_string(doc) + " cannot be found by its name");
      }
      if (progress)
        progress(static_cast<double>(++done) / static_cast<double>(snapshot.live_count() + 1));
    }
  }
  return problems;
}

}  // namespace modelzoo::index
