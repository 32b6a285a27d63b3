// view_editor.h - changes deletions and numbers of a segment's view. Snapshots that share them are
// not disturbed: what is changed is copied first, once. For one thread.
#pragma once

#include <algorithm>
#include <map>
#include <memory>

#include "index/snapshot.h"

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
    const std::size_t index = doc / kNumbersPerChunk;
    auto& mine = chunks_[index];
    if (!mine) {
      mine = std::make_shared<NumbersChunk>(*view_.numbers[index]);
      view_.numbers[index] = mine;
    }
    mine->docs[doc % kNumbersPerChunk] = numbers;
    mine->max_stars = std::max(mine->max_stars, numbers.stars);
    mine->edited = true;
  }

 private:
  SegmentView& view_;
  std::shared_ptr<LiveDocs> live_;
  std::map<std::size_t, std::shared_ptr<NumbersChunk>> chunks_;
};

}  // namespace modelzoo::index
