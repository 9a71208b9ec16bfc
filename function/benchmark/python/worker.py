"""Times whole invocations, event text in and answer text out, and writes the nanoseconds of each to a file.

Arguments: the file with the event, the file for the times, how many invocations to warm up, how many to measure.
"""

import json
import sys
import time

from handler import handler

event_file, times_file, warm_ups, count = sys.argv[1:]
with open(event_file, "rb") as file:
    event = file.read()
nanos = []
for _ in range(int(warm_ups) + int(count)):
    before = time.perf_counter_ns()
    answer = json.dumps(handler(json.loads(event), "8f1a2f0e-0000-4000-8000-000000000001"), separators=(",", ":")).encode()
    nanos.append(time.perf_counter_ns() - before)
    text = answer.decode()
    if '\\"status\\":\\"success\\"' not in text or "Leanne Graham" not in text:
        raise RuntimeError("not a success: " + text)
with open(times_file, "w", encoding="utf-8") as file:
    file.write("\n".join(map(str, nanos[int(warm_ups):])))
