"""Two threads and two queues: one thread asks, the other sends back what it is asked.

Takes the number of questions under way as its argument. Reads from its input for how many seconds to go on,
and answers with one line: each latency in µs, a colon, and how often it was seen.
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
        asked, _ = replies.get()
        now = time.perf_counter()
        latencies[int((now - asked) * 1e6)] += 1
        requests.put((now, text))
    print(*(f"{micros}:{count}" for micros, count in latencies.items()), flush=True)
