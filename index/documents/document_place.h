// document_place.h - a document before it has its final number: the part of the segment in the
// making that holds it (one for each thread), and its number there, in the order of arrival.
#pragma once

#include <cstdint>

namespace modelzoo::index {

struct DocumentPlace {
  std::uint32_t part = 0;
  std::uint32_t doc = 0;
  friend bool operator==(const DocumentPlace&, const DocumentPlace&) = default;
};

}  // namespace modelzoo::index
