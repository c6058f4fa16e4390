"""Measures two queues between two threads: one thread sends texts, the other one sends each text back.

The argument is the number of texts in flight. Each line of the input is a duration in seconds. The output has one line
for each duration, with pairs of a latency in µs and its count, such as 150:3 151:12.
"""
import queue
import sys
import threading
import time
from collections import Counter

requests, replies = queue.Queue(), queue.Queue()
text = "x" * 198


def reply():
    while True:
        replies.put(requests.get())


threading.Thread(target=reply, daemon=True).start()
for _ in range(int(sys.argv[1])):
    requests.put((time.perf_counter(), text))
for line in sys.stdin:
    latencies, now = Counter(), time.perf_counter()
    end = now + float(line)
    while now < end:
        sent, _ = replies.get()
        now = time.perf_counter()
        latencies[int((now - sent) * 1e6)] += 1
        requests.put((now, text))
    print(*(f"{micros}:{count}" for micros, count in latencies.items()), flush=True)
