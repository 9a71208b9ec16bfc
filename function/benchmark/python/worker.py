"""Times whole invocations when the driver says so; see worker.js, which speaks the same.

Arguments: the driver's port, the file with the Function URL's event, the file with the bare event.
"""

import json
import socket
import sys
import time

from handler import handler

REQUEST_ID = "8f1a2f0e-0000-4000-8000-000000000001"


def read(path):
    with open(path, "rb") as file:
        return file.read()


OPERATIONS = {
    "url": (read(sys.argv[2]), '\\"status\\":\\"success\\"'),
    "bare": (read(sys.argv[3]), '"status":"success"'),
}


def run(name, count):
    event, expected = OPERATIONS[name]
    nanos = []
    for _ in range(count):
        before = time.perf_counter_ns()
        answer = json.dumps(handler(json.loads(event), REQUEST_ID), separators=(",", ":")).encode()
        nanos.append(time.perf_counter_ns() - before)
        text = answer.decode()
        if expected not in text or "Leanne Graham" not in text:
            raise RuntimeError("not a success: " + text)
    return " ".join(map(str, nanos))


with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as driver:
    driver.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with driver.makefile("rw", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            operation, times = line.split()
            try:
                reply = run(operation, int(times))
            except Exception as e:  # whatever it is, the driver has to know
                reply = "!" + repr(e).replace("\n", " ")
            lines.write(reply + "\n")
            lines.flush()
