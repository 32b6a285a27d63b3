// result.h - what may fail in normal life returns a Result: a value, or an Error with a code for
// programs and a message for people.
//
// A message says what happened, to what, and what to do about it; callers add context with
// `with_context("config.toml:14")` on the way up. Exceptions are for programming errors and never
// cross a folder's border.
//
// Thread-compatible.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace modelzoo {

enum class ErrorCode : std::uint8_t {
  kInvalidArgument,  // the caller's input is wrong; repeating it cannot help
  kNotFound,
  kCorrupt,        // stored or received bytes contradict their format
  kUnsupported,    // a format version or feature that this build does not know
  kIo,             // disk or network
  kBusy,           // held by somebody else, or overloaded; later may work
  kTimeout,        // a deadline passed
  kLimitExceeded,  // a size, rate or quota
  kCancelled,      // shutting down
  kInternal,
};

// "invalid_argument", ... ; stable, used in logs and metrics.
[[nodiscard]] const char* error_code_name(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;

  // "config.toml:14: unknown key"
  [[nodiscard]] Error with_context(const std::string& context) && {
    message.insert(0, context + ": ");
    return std::move(*this);
  }
};

// A value of T or an Error. value() and error() REQUIRE that they are the one that is held.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return *std::get_if<0>(&state_); }
  const T& value() const& { return *std::get_if<0>(&state_); }
  T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  Error& error() & { return *std::get_if<1>(&state_); }
  const Error& error() const& { return *std::get_if<1>(&state_); }
  Error&& error() && { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

struct Ok {};

// What a call that yields nothing returns: `return Ok{};` or an Error.
using Status = Result<Ok>;

}  // namespace modelzoo

// Leaves the function with the error of a Status or Result expression.
#define MODELZOO_RETURN_IF_ERROR(expression)                        \
  do {                                                              \
    if (auto modelzoo_status = (expression); !modelzoo_status.ok()) \
      return std::move(modelzoo_status).error();                    \
  } while (false)
