// child_process.h - programs under test as processes of their own, started by posix_spawn, so that
// tests with threads may start them too. One thread at a time.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace modelzoo::testing {

struct ChildOptions {
  std::vector<std::string> environment;  // "NAME=value", over the test's own
  int out = -1, err = -1;                // file descriptors for its output; -1: the test's own
};

class ChildProcess {
 public:
  // Aborts the test program when there is no such program.
  explicit ChildProcess(const std::vector<std::string>& command, const ChildOptions& options = {});
  ~ChildProcess();  // kills it if it still runs
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  void signal(int number) const;
  int wait();  // the status that waitpid gives; once

 private:
  pid_t pid_ = -1;
};

struct Finished {
  int exit_code = -1;  // -1: ended by a signal
  std::string out, err;
};

// Runs a command to its end, without standard input.
[[nodiscard]] Finished run_program(const std::vector<std::string>& command,
                                   std::vector<std::string> environment = {});

}  // namespace modelzoo::testing
