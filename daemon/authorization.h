// authorization.h - API keys: a request's Bearer key against the digests of the configuration.
// Compared in constant time; keys themselves are never stored or logged. Thread-safe.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "daemon/configuration.h"
#include "daemon/http_message.h"

namespace modelzoo::daemon {

// nullopt: allowed. Else the refusal: 401 without or with a wrong key, 403 when the key lacks the
// scope
// ("admin" includes all).
[[nodiscard]] std::optional<HttpResponse> refuse_unless(const HttpRequest& request,
                                                        const std::vector<ApiKey>& keys,
                                                        std::string_view scope);

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace modelzoo::daemon
