// export: all records as NDJSON, also when the reader of a pipe goes away.
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "query/search_backend.h"
#include "schemas/record_writer.h"
#include "tools/commands.h"
#include "tools/opened_index.h"
#include "tools/progress_bar.h"
#include "tools/server_client.h"

namespace modelzoo::tools {

int export_command(const CommonOptions& common, const std::string& file) {
  std::FILE* out = file == "-" ? stdout : std::fopen(file.c_str(), "wb");
  if (out == nullptr) return fail(file + ": " + std::strerror(errno));
  Status status = Ok{};
  if (!common.server.empty()) {
    status = export_from_server(common, out);
  } else if (auto index = open_index(common, false, false); !index) {
    status = index.error();
  } else {
    ProgressBar progress("exporting", common.quiet || file == "-");
    const auto total = static_cast<double>(index->backend->document_count());
    std::uint64_t count = 0;
    std::string line;
    status = index->backend->visit_all([&](const Record& record) {
      line.clear();
      append_record_json(record, line);
      line += '\n';
      ++count;
      progress.show(static_cast<double>(count) / total, count);
      return std::fwrite(line.data(), 1, line.size(), out) == line.size();
    });
  }
  const bool written = std::fflush(out) == 0 && std::ferror(out) == 0;
  if (out != stdout && std::fclose(out) != 0) return fail(file + ": " + std::strerror(errno));
  if (!status) return fail(status.error().message);
  return written ? 0 : fail("cannot write to " + file + ": " + std::strerror(errno));
}

}  // namespace modelzoo::tools
