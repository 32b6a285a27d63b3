#include "tools/modelzoo_bench/latencies.h"

#include <algorithm>

#include "schemas/json_writer.h"

namespace modelzoo::tools {

double Latencies::quantile_us(double q) const {
  if (us_.empty()) return 0;
  std::vector<double> sorted = us_;
  const auto at =
      std::min(static_cast<std::size_t>(q * static_cast<double>(sorted.size())), sorted.size() - 1);
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(at), sorted.end());
  return sorted[at];
}

double Latencies::per_second() const {
  double total = 0;
  for (const double us : us_) total += us;
  return total > 0 ? 1e6 * static_cast<double>(us_.size()) / total : 0;
}

void Latencies::write(JsonWriter& json) const {
  json.member("p50_us", quantile_us(0.50))
      .member("p95_us", quantile_us(0.95))
      .member("p99_us", quantile_us(0.99))
      .member("qps", per_second());
}

}  // namespace modelzoo::tools
