// server_client.h - the commands that talk to a running daemon in place of a data directory
// (--server). One request at a time.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>

#include "query/search_request.h"
#include "schemas/result.h"
#include "tools/commands.h"

namespace modelzoo::tools {

class NdjsonInput;

// Records of an import, and lines that were none.
struct ImportCounts {
  std::uint64_t read = 0, added = 0, replaced = 0, skipped = 0;
};

struct ServerAnswer {
  unsigned status = 0;
  std::string body;
};

// kInvalidArgument: not an http:// URL; kIo: nobody answers there. `url` is "http://host:port".
[[nodiscard]] Result<ServerAnswer> ask_server(const std::string& url, const std::string& method,
                                              const std::string& target, const std::string& body,
                                              const std::string& api_key);

// A refusal as one line: what problem+json has in "detail", else the beginning of the body.
[[nodiscard]] std::string refusal(const ServerAnswer& answer);
// The string under `key` of a JSON object; "" when there is none.
[[nodiscard]] std::string json_text(const std::string& json, const char* key);

// Sends the records piece by piece and adds up what became of them; `skipped` is told of lines that
// are no records.
Status import_to_server(const CommonOptions& common, NdjsonInput& input,
                        const std::function<void(std::uint64_t line, const Error& reason)>& skipped,
                        ImportCounts& counts);
Status export_from_server(const CommonOptions& common, std::FILE* out);
int search_on_server(const CommonOptions& common, const query::SearchRequest& request);
int stats_of_server(const CommonOptions& common);

}  // namespace modelzoo::tools
