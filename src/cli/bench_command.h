// suggestd bench: loads a running server over HTTP and tells rates and latencies.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_bench_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
