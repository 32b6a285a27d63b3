// progress_bar.h - a line on standard error that says how far a command is, when that is a
// terminal. One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace modelzoo::tools {

class ProgressBar {
 public:
  // `quiet` or no terminal: shows nothing.
  ProgressBar(std::string label, bool quiet);
  ~ProgressBar();  // clears the line
  // `part` in 0..1; below 0: not known, only the count is shown.
  void show(double part, std::uint64_t count);

 private:
  std::string label_;
  bool enabled_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace modelzoo::tools
