// view_editor.h - changes deletions and numbers of a segment's view. Snapshots that share them are
// not disturbed: what is changed is copied first, once. For one thread.
#pragma once

#include <map>
#include <memory>

#include "index/segments/snapshot.h"

namespace modelzoo::index {

class ViewEditor {
 public:
  // `view` must outlive the editor.
  explicit ViewEditor(SegmentView& view) : view_(view) {}

  // False: it was deleted before.
  bool kill(DocId doc) {
    if (!live_) {
      live_ = view_.live ? std::make_shared<LiveDocs>(*view_.live)
                         : std::make_shared<LiveDocs>(view_.reader->doc_count());
      view_.live = live_;
    }
    return live_->kill(doc);
  }

  void set_numbers(DocId doc, const DocNumbers& numbers) {
    if (!changed_) {
      changed_ = view_.changed ? std::make_shared<ChangedNumbers>(*view_.changed)
                               : std::make_shared<ChangedNumbers>(view_.reader->doc_count());
      view_.changed = changed_;
    }
    auto& shared = changed_->chunks_[doc / kNumbersPerChunk];
    auto& mine = chunks_[doc / kNumbersPerChunk];
    if (!mine) {
      mine = shared ? std::make_shared<ChangedNumbers::Chunk>(*shared)
                    : std::make_shared<ChangedNumbers::Chunk>();
      shared = mine;
    }
    changed_->set(doc, numbers, *mine);
  }

 private:
  SegmentView& view_;
  std::shared_ptr<LiveDocs> live_;
  std::shared_ptr<ChangedNumbers> changed_;
  std::map<std::size_t, std::shared_ptr<ChangedNumbers::Chunk>> chunks_;
};

}  // namespace modelzoo::index
