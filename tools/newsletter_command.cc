// newsletter: what gained the most stars in a month, by the star histories of the stored records,
// as Markdown or as an HTML page.
#include <algorithm>
#include <cstdio>

#include "query/search_backend.h"
#include "schemas/html_escape.h"
#include "schemas/json_writer.h"
#include "tools/commands.h"
#include "tools/newsletter_month.h"
#include "tools/opened_index.h"
#include "tools/progress_bar.h"

namespace modelzoo::tools {
namespace {

struct Entry {
  Record record;  // without its README
  MonthGain gain;
};

// More stars gained first, then more stars, then by name: the same list at each run.
bool comes_first(const Entry& a, const Entry& b) {
  if (a.gain.gained != b.gain.gained) return a.gain.gained > b.gain.gained;
  if (a.gain.stars != b.gain.stars) return a.gain.stars > b.gain.stars;
  return a.record.full_name < b.record.full_name;
}

Result<std::vector<Entry>> top_entries(const CommonOptions& common, const Month& month,
                                       std::size_t count) {
  auto index = open_index(common, false, false);
  if (!index) return std::move(index).error();
  std::vector<Entry> best;  // a heap, the last of the list on top
  ProgressBar bar("reading", common.quiet);
  const auto total =
      static_cast<double>(std::max<std::uint64_t>(index->backend->document_count(), 1));
  std::uint64_t seen = 0;
  const Status read = index->backend->visit_all([&](const Record& record) {
    ++seen;
    bar.show(static_cast<double>(seen) / total, seen);
    const auto gain = month_gain(record, month);
    if (!gain || gain->gained == 0) return true;
    Entry entry{record, *gain};
    entry.record.readme.reset();
    best.push_back(std::move(entry));
    std::push_heap(best.begin(), best.end(), comes_first);
    if (best.size() <= count) return true;
    std::pop_heap(best.begin(), best.end(), comes_first);
    best.pop_back();
    return true;
  });
  if (!read) return read.error();
  std::sort(best.begin(), best.end(), comes_first);
  return best;
}

std::string labels(const Record& record) {
  std::string out;
  for (const auto* list : {&record.frameworks, &record.categories}) {
    if (!*list) continue;
    for (const std::string& label : **list) out += (out.empty() ? "" : ", ") + label;
  }
  return out;
}

// Markdown's own characters, and line ends, as text.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>#|!").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

std::string markdown(const Month& month, const std::vector<Entry>& entries) {
  std::string out = "# Deep-learning models that gained the most stars in " + month.text() + "\n\n";
  if (entries.empty()) out += "No star counts of this month are known.\n";
  int place = 0;
  for (const Entry& entry : entries) {
    const Record& record = entry.record;
    out += std::to_string(++place) + ". [" + plain(record.full_name) + "](https://github.com/" +
           record.full_name + ") **+" + std::to_string(entry.gain.gained) + "** (" +
           std::to_string(entry.gain.stars) + " stars";
    const std::string sorted_by = labels(record);
    out += (sorted_by.empty() ? "" : "; " + sorted_by) + ")\n";
    if (record.description) out += "   " + plain(*record.description) + "\n";
  }
  return out;
}

std::string html(const Month& month, const std::vector<Entry>& entries) {
  const std::string title = "Deep-learning models that gained the most stars in " + month.text();
  std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                    title + "</title></head><body>\n<h1>" + title + "</h1>\n";
  if (entries.empty()) out += "<p>No star counts of this month are known.</p>\n";
  out += "<ol>\n";
  for (const Entry& entry : entries) {
    const Record& record = entry.record;
    out += "<li><a href=\"https://github.com/" + escaped(record.full_name) + "\">" +
           escaped(record.full_name) + "</a> <strong>+" + std::to_string(entry.gain.gained) +
           "</strong> (" + std::to_string(entry.gain.stars) + " stars";
    const std::string sorted_by = labels(record);
    out += (sorted_by.empty() ? "" : "; " + escaped(sorted_by)) + ")";
    if (record.description) out += "<p>" + escaped(*record.description) + "</p>";
    out += "</li>\n";
  }
  return out + "</ol>\n</body></html>\n";
}

std::string json(const Month& month, const std::vector<Entry>& entries) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("month", month.text()).key("models").begin_array();
  for (const Entry& entry : entries) {
    writer.begin_object().member("full_name", entry.record.full_name);
    writer.member("gained", entry.gain.gained).member("stars", entry.gain.stars).end_object();
  }
  writer.end_array().end_object();
  return out + "\n";
}

}  // namespace

int newsletter_command(const CommonOptions& common, const NewsletterArguments& arguments) {
  if (!common.server.empty()) return wrong_usage("newsletter works on --data-dir, with no daemon");
  const auto month = parse_month(arguments.month);
  if (!month) return wrong_usage("\"" + arguments.month + "\" is no month; write it as 2026-11");
  const auto entries = top_entries(common, *month, arguments.count);
  if (!entries) return fail(entries.error().message);
  const std::string text = common.json      ? json(*month, *entries)
                           : arguments.html ? html(*month, *entries)
                                            : markdown(*month, *entries);
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0
             ? 0
             : fail("cannot write to standard output");
}

}  // namespace modelzoo::tools
