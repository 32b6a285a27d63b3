#include "daemon/authorization.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>

#include "daemon/problem.h"

namespace modelzoo::daemon {

std::string sha256_hex(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string out;
  for (const unsigned char byte : digest) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::optional<HttpResponse> refuse_unless(const HttpRequest& request,
                                          const std::vector<ApiKey>& keys, std::string_view scope) {
  const auto unauthorized = [](const char* detail) {
    HttpResponse response = problem(401, detail);
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"modelzoo\"");
    return response;
  };
  constexpr std::string_view kScheme = "Bearer ";
  const auto header = request.header("authorization");
  if (!header || !header->starts_with(kScheme)) {
    return unauthorized("this needs an API key: Authorization: Bearer KEY");
  }
  const std::string digest = sha256_hex(header->substr(kScheme.size()));
  const ApiKey* found = nullptr;
  for (const ApiKey& key : keys) {
    if (key.sha256.size() == digest.size() &&
        CRYPTO_memcmp(key.sha256.data(), digest.data(), digest.size()) == 0) {
      found = &key;
    }
  }
  if (found == nullptr) return unauthorized("this API key is not known here");
  const auto has = [&](std::string_view wanted) {
    return std::find(found->scopes.begin(), found->scopes.end(), wanted) != found->scopes.end();
  };
  if (has(scope) || has("admin")) return std::nullopt;
  return problem(403,
                 "the key \"" + found->name + "\" lacks the scope \"" + std::string(scope) + "\"");
}

}  // namespace modelzoo::daemon
