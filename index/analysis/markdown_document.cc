#include "index/analysis/markdown_document.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace modelzoo::index {
namespace {

// cmark-gfm 0.29.0.gfm.6 fills each row of a table up to the columns of its head, whatever a row
// holds, and walks a row's list of cells once for each of them (CVE-2023-24824 and its kin): a page
// of 80 KB grows to gigabytes, one of 700 KB takes seconds. No table that people read comes near.
constexpr std::size_t kMostCellsInALine = 500;
constexpr std::size_t kMostCells = 500'000;

bool may_be_delimiter_row(std::string_view line) {
  return line.find("-") != std::string_view::npos &&
         line.find_first_not_of("|:- \t\r\v\f>*+.)0123456789") == std::string_view::npos;
}

// A quick look that settles it for nearly all pages: even if all lines were rows, and one line held
// all bars.
bool cannot_be_many_cells(std::string_view source) {
  const auto count = [&](char wanted) {
    std::size_t found = 0;
    for (std::size_t at = source.find(wanted); at != std::string_view::npos;
         at = source.find(wanted, at + 1)) {
      ++found;
    }
    return found;
  };
  const std::size_t bars = count('|');
  return bars <= kMostCellsInALine && (count('\n') + 1) * (bars + 1) <= kMostCells;
}

}  // namespace

void MarkdownDeleter::operator()(cmark_node* node) const { cmark_node_free(node); }

bool has_affordable_tables(std::string_view source) {
  if (cannot_be_many_cells(source)) return true;
  std::size_t cells = 0;    // of all paragraphs before this one
  std::size_t rows = 0;     // lines of this one
  std::size_t columns = 0;  // of its widest delimiter row
  while (!source.empty()) {
    const std::size_t end = std::min(source.find('\n'), source.size());
    const std::string_view line = source.substr(0, end);
    source.remove_prefix(std::min(end + 1, source.size()));
    const auto bars = static_cast<std::size_t>(std::count(line.begin(), line.end(), '|'));
    if (bars > kMostCellsInALine) return false;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
      cells += rows * columns;
      rows = columns = 0;
    } else {
      ++rows;
      if (bars >= columns && may_be_delimiter_row(line)) columns = bars + 1;
    }
    if (cells + rows * columns > kMostCells) return false;
  }
  return true;
}

namespace {

// While a document with the autolink or strikethrough extension is finished, their characters stand
// in a table that all parsers of the process share (cmark-gfm 0.29,
// cmark_manage_extensions_special_characters): then nobody else may parse.
std::shared_mutex& special_characters() {
  static std::shared_mutex mutex;
  return mutex;
}

void attach(cmark_parser* parser, std::string_view source,
            std::initializer_list<std::string_view> extensions) {
  // Registration changes global lists of cmark; finding an extension only reads them.
  static std::once_flag once;
  std::call_once(once, [] { cmark_gfm_core_extensions_ensure_registered(); });
  const bool with_tables = has_affordable_tables(source);
  for (const std::string_view name : extensions) {
    if (name == "table" && !with_tables) continue;
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name.data())) {
      cmark_parser_attach_syntax_extension(parser, extension);
    }
  }
}

// Memory for one document at a time: taken from the front of a piece, given back all at once. cmark
// takes thousands of small parts for a page, and asks malloc for each.
class DocumentMemory {
 public:
  static DocumentMemory& of_thread() {
    thread_local DocumentMemory memory;
    return memory;
  }

  void* take(std::size_t size) {
    const std::size_t need = kHead + (size + kHead - 1) / kHead * kHead;
    if (need > static_cast<std::size_t>(end_ - at_)) grow(need);
    std::memcpy(at_, &size, sizeof size);
    last_ = at_ + kHead;
    at_ += need;
    return last_;
  }
  void* take_again(void* before, std::size_t size) {
    if (before == nullptr) return take(size);
    char* const bytes = static_cast<char*>(before);
    std::size_t old = 0;
    std::memcpy(&old, bytes - kHead, sizeof old);
    if (bytes == last_) {  // it may grow where it is
      at_ = bytes - kHead;
      if (kHead + size + kHead <= static_cast<std::size_t>(end_ - at_)) return take(size);
      at_ = bytes + (old + kHead - 1) / kHead * kHead;
    }
    void* const now = take(size);
    std::memcpy(now, before, std::min(old, size));
    return now;
  }
  void give_all_back() {
    // What a large page has taken is not kept for the small ones.
    if (pieces_.size() > 1) pieces_.erase(pieces_.begin() + 1, pieces_.end());
    at_ = end_ = last_ = nullptr;
    if (pieces_.empty()) return;
    at_ = pieces_[0].get();
    end_ = at_ + kPiece;
  }

 private:
  static constexpr std::size_t kHead = 16;  // the size, and what keeps parts aligned
  static constexpr std::size_t kPiece = std::size_t{1} << 20;

  void grow(std::size_t need) {
    const std::size_t size =
        pieces_.empty() && need <= kPiece ? kPiece : std::max(need, 2 * kPiece);
    if (pieces_.empty() && size != kPiece) {
      pieces_.push_back(std::make_unique_for_overwrite<char[]>(kPiece));
    }
    pieces_.push_back(std::make_unique_for_overwrite<char[]>(size));
    at_ = pieces_.back().get();
    end_ = at_ + size;
  }

  std::vector<std::unique_ptr<char[]>> pieces_;  // the first has kPiece bytes
  char* at_ = nullptr;
  char* end_ = nullptr;
  char* last_ = nullptr;
};

void* take_zeroed(std::size_t count, std::size_t size) {
  void* const bytes = DocumentMemory::of_thread().take(count * size);
  std::memset(bytes, 0, count * size);
  return bytes;
}
void* take_again(void* before, std::size_t size) {
  return DocumentMemory::of_thread().take_again(before, size);
}
void keep(void*) {}

cmark_mem document_memory = {take_zeroed, take_again, keep};

}  // namespace

MarkdownDocument parse_markdown(std::string_view source, int options) {
  cmark_parser* parser = cmark_parser_new(options);
  attach(parser, source, {"table", "strikethrough", "autolink", "tasklist"});
  cmark_parser_feed(parser, source.data(), source.size());
  const std::unique_lock<std::shared_mutex> alone(special_characters());
  MarkdownDocument document(cmark_parser_finish(parser));
  cmark_parser_free(parser);
  return document;
}

void read_markdown(std::string_view source, int options,
                   const std::function<void(cmark_node*)>& visit) {
  cmark_parser* parser = cmark_parser_new_with_mem(options, &document_memory);
  attach(parser, source, {"table", "tasklist"});
  cmark_parser_feed(parser, source.data(), source.size());
  cmark_node* document = nullptr;
  {
    const std::shared_lock<std::shared_mutex> with_others(special_characters());
    document = cmark_parser_finish(parser);
  }
  visit(document);
  DocumentMemory::of_thread().give_all_back();
}

std::string_view without_front_matter(std::string_view source) {
  if (!source.starts_with("---\n") && !source.starts_with("---\r\n")) return source;
  const std::size_t end = source.find("\n---", 3);
  if (end == std::string_view::npos) return source;
  const std::size_t line = source.find('\n', end + 1);
  return line == std::string_view::npos ? std::string_view() : source.substr(line + 1);
}

}  // namespace modelzoo::index
