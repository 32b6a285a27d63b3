#include "schemas/record.h"

#include <algorithm>

namespace modelzoo {
namespace {

// GitHub's names have at most 100 characters and no '@'; records of package registries
// ("npm/@scope--name") have more, and are records too.
constexpr std::size_t kMaxNamePart = 214;

bool is_name_part(std::string_view part) {
  if (part.empty() || part.size() > kMaxNamePart || part == "." || part == "..") return false;
  return std::all_of(part.begin(), part.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '@';
  });
}

}  // namespace

bool is_full_name(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && is_name_part(text.substr(0, slash)) &&
         is_name_part(text.substr(slash + 1));
}

std::string folded_name(std::string_view full_name) {
  std::string folded(full_name);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

}  // namespace modelzoo
