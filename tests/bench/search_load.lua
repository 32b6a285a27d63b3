-- wrk's script: one request after the other out of a file of paths, as JSON at the end.
--   wrk -t1 -c32 -d5s --latency -s search_load.lua http://127.0.0.1:PORT -- PATHS.txt
-- PATHS.txt: one target a line, percent-encoded ("/v1/search?q=gan").
local requests = {}
local at = 0

function init(args)
  for line in io.lines(args[1]) do
    if line ~= "" then
      requests[#requests + 1] = wrk.format("GET", line)
    end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"bytes":%d,"p50_us":%.1f,"p99_us":%.1f,"max_us":%.1f,' ..
    '"errors":%d,"bad_statuses":%d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50), latency:percentile(99),
    latency.max, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    summary.errors.status))
end
