// daemon_process.h - the running daemon: store, backend, crawler and server, started in this order
// and stopped in the other. One per process.
#pragma once

#include "daemon/configuration.h"

namespace modelzoo::daemon {

// Runs until SIGTERM or SIGINT; drains and returns within 10 s of it. Returns the exit code; a
// failure to start is one line on standard error and 1.
[[nodiscard]] int run_daemon(const Configuration& configuration);

}  // namespace modelzoo::daemon
