-- Prints what a run of wrk came to, as JSON. With a file of paths, asks for one after the other.
local counter = 0

function setup(thread)
  counter = counter + 1
  thread:set("place", counter)
end

function init(args)
  if not args[1] then
    return
  end
  local requests = {}
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  local at = (place * 7919) % #requests
  request = function()
    at = at % #requests + 1
    return requests[at]
  end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests": %d, "us": %d, "p50_us": %d, "p99_us": %d, "max_us": %d, "bytes": %d, "errors": %d, "not_ok": %d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    summary.bytes, errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
