#!/usr/bin/env python3
"""How fast the pages answer: starts a release build of the demo, visits every kind of page as the people who
work with it, and prints for each kind the median and the 95th percentile of the time to the first byte.

    tests/load/pages.py --median-ms 50
    tests/load/pages.py --scale prefecture --median-ms 150

Needs Python 3.11 and a release build (`cargo build --release --bin kaname`). The demo runs over a file of its own
on a free port of this machine and is ended in any case. Pages of one kind are taken in turn, a few of each,
first one after the other and judged, then by several clients at once and only reported."""

import argparse
import contextlib
import gzip
import http.client
import json
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque

HERE = pathlib.Path(__file__).resolve().parent
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# People by their place among the addresses that the demo prints, and the pages each begins with.
PEOPLE = {
    "region": {
        "hospital": (0, ["/board"]),
        "hub": (1, ["/consultations", "/board"]),
        "care manager": (2, ["/requests", "/board"]),
        "clinic": (3, ["/requests"]),
        "nurse": (4, ["/requests"]),
        "administrator": (6, ["/organization"]),
        "privacy officer": (7, ["/access"]),
    },
    "prefecture": {
        "large hospital": (8, ["/board"]),
        "large hub": (9, ["/consultations", "/board"]),
        "busy station": (10, ["/requests", "/board"]),
        "privacy officer": (11, ["/access"]),
        "small hospital": (0, ["/board"]),
    },
}
# Kinds of page that must be found, so that none is forgotten silently.
KINDS = [
    "/board", "/board?show=overdue", "/board?show=today", "/board?show=week", "/board?show=conferences",
    "/board?show=unanswered", "/cases/*", "/cases/*/plan", "/cases/*/plan/edit", "/cases/*/plan/family",
    "/cases/*/rules", "/cases/*/conferences/new", "/cases/*/access", "/conferences", "/conferences?…", "/conferences/*",
    "/consultations", "/consultations?…", "/consultations/*", "/consultations/new", "/consultations/month",
    "/directory", "/directory/*", "/requests", "/rules", "/rules/edit", "/rules/edit?…", "/organization", "/organization/profile",
    "/organization/deliveries", "/organization/records", "/access/month", "/access/people/*?…",
    "/measures", "/measures?…",
    "/admissions/new", "/admissions/list", "/emergency", "/account", "/sign-in", "/answer/*",
]
# Kinds that a scale lacks: the letters of the prefecture were sent before it was made.
WITHOUT = {"region": [], "prefecture": ["/answer/*"]}
# How often pages with a limit of their own may be asked for.
LIMITED = {"/answer/*": 20}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, help="the program [default: target/release/kaname]")
    parser.add_argument("--scale", choices=list(PEOPLE), default="region")
    parser.add_argument("--file", type=pathlib.Path, help="a demo that is kept; else one is made and thrown away")
    parser.add_argument("--today", help="the day the demo takes for today")
    parser.add_argument("--samples", type=int, default=30, help="requests of one kind of page and person")
    parser.add_argument("--warm-up", type=int, default=3, help="requests before those that count")
    parser.add_argument("--of-a-kind", type=int, default=3, help="different pages of one kind")
    parser.add_argument("--seconds", type=float, default=10, help="at most so long for one kind of page")
    parser.add_argument("--clients", type=int, default=8, help="clients at once; 0 leaves this part out")
    parser.add_argument("--median-ms", type=float, help="fail when a median is above")
    parser.add_argument("--only", help="a pattern of kinds of page to measure")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures to this file as well")
    return parser.parse_args()


class Demo:
    """A running demo, ended with the block it is used in."""

    def __init__(self, program, file, scale, today):
        command = [str(program), "demo", "--scale", scale, "--file", str(file), "--listen", "127.0.0.1:0"]
        command += ["--log", "error", *(["--today", today] if today else [])]
        begun = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.tokens, self.address = [], None
        for line in self.process.stdout:
            if found := re.match(r"\s+http://([^/]+)/demo/sign-in/(\S+)", line):
                self.address = found[1]
                self.tokens.append(found[2])
            if line.startswith("Stop with"):
                break
        else:
            sys.exit(f"the demo ended with {self.process.wait()}")
        self.started = time.monotonic() - begun

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM")}

    def cpu_ms(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


class Client:
    """Somebody's browser: one connection, one cookie."""

    def __init__(self, address, cookie=None):
        self.connection = http.client.HTTPConnection(address, timeout=60)
        self.cookie = cookie

    def open(self, path):
        headers = {"Accept-Encoding": "gzip"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        begun = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        first = time.perf_counter()
        body = answer.read()
        return answer, body, (first - begun) * 1000, (time.perf_counter() - begun) * 1000

    def sign_in(self, token):
        answer, *_ = self.open(f"/demo/sign-in/{token}")
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return self


def text(answer, body):
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return body.decode()


def kind_of(path):
    """The kind of a page: its address without identifiers, secrets, months and most of what follows a ?."""
    path, _, query = path.partition("?")
    path = UUID.sub("*", path)
    path = re.sub(r"^/answer/.*", "/answer/*", path)
    path = re.sub(r"/20\d\d-\d\d$", "/month", path)
    shown = re.search(r"\b(show|service)=(\w+)", query)
    if path == "/board" and shown:
        return f"{path}?show={shown[2]}"
    return f"{path}?…" if query else path


def reachable(client, first, of_a_kind):
    """Pages that links lead to, some of each kind."""
    found, known, waiting = {}, set(), deque([*first, "/admissions/new", "/account", "/organization"])
    while waiting:
        path = waiting.popleft().split("#")[0]
        kind = kind_of(path)
        if path in known or len(found.get(kind, [])) >= of_a_kind:
            continue
        known.add(path)
        answer, body, *_ = client.open(path)
        if answer.status == 303:
            waiting.append(answer.headers["Location"])
        elif answer.status not in (200, 403):
            sys.exit(f"{path}: {answer.status}")
        elif answer.status == 200 and "text/html" in answer.headers.get("Content-Type", ""):
            found.setdefault(kind, []).append(path)
            links = re.findall(r'href="(/[^"]*)"', text(answer, body))
            waiting.extend(link.replace("&amp;", "&") for link in links if not link.startswith("/assets/"))
    return found


def answer_links(address, of_a_kind):
    """Links by which somebody answers, from the demo's mails."""
    client, links = Client(address), []
    for _ in range(50):
        answer, body, *_ = client.open("/mailbox")
        for mail in re.findall(r'href="(/mailbox/\d+)"', text(answer, body))[-60:]:
            answer, body, *_ = client.open(mail)
            links += re.findall(r'href="http://[^/"]+(/answer/[^"]+)"', text(answer, body))
            if len(links) >= of_a_kind:
                return links[:of_a_kind]
        if links:
            break
        time.sleep(0.2)
    return links


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def measure(demo, client, paths, options, kind):
    samples = min(options.samples, LIMITED.get(kind, options.samples))
    for n in range(options.warm_up):
        client.open(paths[n % len(paths)])
    first, whole, compressed, plain = [], [], 0, 0
    until, busy = time.monotonic() + options.seconds, demo.cpu_ms()
    for n in range(samples):
        path = paths[n % len(paths)]
        answer, body, to_first, to_last = client.open(path)
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status}")
        first.append(to_first)
        whole.append(to_last)
        compressed, plain = max(compressed, len(body)), max(plain, len(text(answer, body)))
        if time.monotonic() > until and n >= 4:
            break
    return {
        "samples": len(first), "median": statistics.median(first), "p95": percentile(first, 0.95),
        "whole": statistics.median(whole), "cpu": (demo.cpu_ms() - busy) / len(first),
        "compressed": compressed, "plain": plain,
    }


def crowd(demo, pages, options):
    """Several clients at once, each taking every page in turn, beginning elsewhere."""
    times, begun, guard = [], time.monotonic(), threading.Lock()

    def work(n):
        client, own = Client(demo.address), []
        turn = n * len(pages) // options.clients
        while time.monotonic() - begun < 15:
            client.cookie, path = pages[turn % len(pages)]
            answer, _, first, _ = client.open(path)
            if answer.status == 200:
                own.append(first)
            turn += 1
        with guard:
            times.extend(own)

    workers = [threading.Thread(target=work, args=(n,)) for n in range(options.clients)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    per_second = len(times) / (time.monotonic() - begun)
    return {"requests": len(times), "per_second": per_second, "median": statistics.median(times), "p95": percentile(times, 0.95)}


def visit(demo, options):
    """Every kind of page of every person: rows of figures, and the pages themselves."""
    rows, pages, kinds = [], [], set()

    def take(person, client, kind, paths):
        kinds.add(kind)
        if not options.only or re.search(options.only, kind):
            rows.append((person, kind, measure(demo, client, paths, options, kind)))
            if kind not in LIMITED:
                pages.extend((client.cookie, path) for path in paths)

    for person, (place, first) in PEOPLE[options.scale].items():
        client = Client(demo.address).sign_in(demo.tokens[place])
        for kind, paths in sorted(reachable(client, first, options.of_a_kind).items()):
            take(person, client, kind, paths)
    take("nobody", Client(demo.address), "/sign-in", ["/sign-in"])
    if links := answer_links(demo.address, options.of_a_kind):
        take("nobody", Client(demo.address), "/answer/*", links)
    kinds.update(WITHOUT[options.scale])
    return rows, pages, [kind for kind in KINDS if kind not in kinds]


def run(demo, options):
    rows, pages, lacking = visit(demo, options)
    limit = options.median_ms or float("inf")
    print(f"\n{'who':<16} {'page':<28} {'n':>3} {'median':>8} {'p95':>8} {'whole':>8} {'cpu':>8} {'gzip':>8}")
    for person, kind, figures in rows:
        times = " ".join(f"{figures[name]:>6.1f}ms" for name in ("median", "p95", "whole", "cpu"))
        mark = "  <<<" if figures["median"] > limit else ""
        print(f"{person:<16} {kind:<28} {figures['samples']:>3} {times} {figures['compressed'] / 1000:>6.1f}kB{mark}")
    report = {"rows": rows, "memory": demo.memory(), "load": os.getloadavg()}
    if options.clients and pages:
        report["crowd"] = together = crowd(demo, pages, options)
        print(
            f"\n{options.clients} clients at once: {together['requests']} pages, {together['per_second']:.0f} a second, "
            f"median {together['median']:.1f} ms, p95 {together['p95']:.1f} ms"
        )
    memory = demo.memory()
    print(f"memory of the server: {memory['VmRSS']:.0f} MB now, {memory['VmHWM']:.0f} MB at most")
    print(f"load of this machine in the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    slow = [figures for *_, figures in rows if figures["median"] > limit]
    if lacking and not options.only:
        print(f"not found, and so not measured: {', '.join(lacking)}", file=sys.stderr)
    if slow:
        print(f"{len(slow)} kinds of page take longer than {limit} ms at the median", file=sys.stderr)
    return 1 if slow or (lacking and not options.only) else 0


def main():
    options = arguments()
    program = options.program or HERE.parents[1] / "target" / "release" / "kaname"
    if not program.exists():
        sys.exit(f"{program} is not there: cargo build --release --bin kaname")
    with contextlib.ExitStack() as stack:
        file = options.file
        if not file:
            file = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory())) / "demo.db"
        is_new = not file.exists()
        demo = stack.enter_context(Demo(program, file, options.scale, options.today))
        size = file.stat().st_size / 1e6
        print(f"{'made and started' if is_new else 'started'} in {demo.started:.0f} s; the file has {size:.0f} MB")
        return run(demo, options)


if __name__ == "__main__":
    sys.exit(main())
