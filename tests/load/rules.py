#!/usr/bin/env python3
"""How long anybody waits to write while a hospital's open cases take a newer version of the rules: publishes one in
a copy of a demo, lets the largest hospital's cases take it, and meanwhile writes from another hospital, again and
again.

    tests/load/rules.py --file prefecture.db --today 2026-11-20 --longest-ms 200

Needs Python 3.11, a build of the program, and a demo of a prefecture that was kept
(`kaname demo --scale prefecture --file prefecture.db`). The file is copied, and the copy thrown away."""

import argparse
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
LARGE, SMALL = 8, 0  # by their place among the addresses that the demo prints
SECONDS = 120


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=HERE.parents[1] / "target/release/kaname")
    parser.add_argument("--file", type=pathlib.Path, required=True, help="a kept demo of a prefecture")
    parser.add_argument("--today", help="the day the demo takes for today")
    parser.add_argument("--longest-ms", type=float, help="fail when a write waits longer")
    return parser.parse_args()


def ask(address, token, document, **variables):
    request = urllib.request.Request(
        f"http://{address}/graphql",
        json.dumps({"query": document, "variables": variables}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        found = json.load(answer)
    if found.get("errors"):
        raise SystemExit(found["errors"])
    return found["data"]


def newer(program, file):
    """The prefecture's rules with another limit, as the next version."""
    text = (HERE.parents[1] / "crates/server/src/demo/prefecture/rules.toml").read_text()
    pack = file.with_name("newer.toml")
    pack.write_text(text.replace("version = 1", "version = 2").replace("count = 5", "count = 6"))
    url = f"sqlite://{file}?mode=rwc"
    subprocess.run([program, "--database-url", url, "rules", "publish", pack], check=True)


def write(address, token, until, waits):
    cases = ask(address, token, "{ cases(first: 20) { edges { node { id version state } } } }")["cases"]["edges"]
    case = next(edge["node"] for edge in cases if edge["node"]["state"] == "ADMITTED")
    document = "mutation ($input: ProfileNeedsInput!) { profileNeeds(input: $input) { case { version } } }"
    version = case["version"]
    while not until.is_set():
        begun = time.monotonic()
        told = {"case": case["id"], "expectedVersion": version, "needs": ["OPIOID"]}
        version = ask(address, token, document, input=told)["profileNeeds"]["case"]["version"]
        waits.append((time.monotonic() - begun) * 1_000)
        time.sleep(0.005)


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "copy.db"
        for end in ("", "-wal"):
            if (source := options.file.with_name(options.file.name + end)).exists():
                shutil.copy(source, file.with_name(file.name + end))
        command = [options.program, "demo", "--scale", "prefecture", "--file", file, "--listen", "127.0.0.1:0"]
        command += ["--log", "error", *(["--today", options.today] if options.today else [])]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            tokens, address = [], None
            for line in process.stdout:
                if found := re.match(r"\s+http://([^/]+)/demo/sign-in/(\S+)", line):
                    address = found[1]
                    tokens.append(found[2])
                if line.startswith("Stop with"):
                    break
            newer(options.program, file)
            rules = "{ rules { id key version openCases uptake { taken finishedAt } } }"
            of = lambda version: next(
                r for r in ask(address, tokens[LARGE], rules)["rules"]
                if r["key"] == "mihon-prefecture" and r["version"] == version
            )
            cases = of(1)["openCases"]
            quiet, busy, over = [], [], threading.Event()
            calm = threading.Timer(5, over.set)
            calm.start()
            write(address, tokens[SMALL], over, quiet)
            over = threading.Event()
            writer = threading.Thread(target=write, args=(address, tokens[SMALL], over, busy))
            writer.start()
            begun = time.monotonic()
            take = "mutation ($input: TakeRulesEverywhereInput!) { takeRulesEverywhere(input: $input) { uptake { taken } } }"
            ask(address, tokens[LARGE], take, input={"rulePack": of(2)["id"]})
            while not of(2)["uptake"]["finishedAt"] and time.monotonic() - begun < SECONDS:
                time.sleep(0.05)
            took = time.monotonic() - begun
            over.set()
            writer.join()
            taken = of(2)["uptake"]["taken"]
        finally:
            process.terminate()
            process.wait(30)
    print(f"{taken} of {cases} cases took the newer version in {took:.1f} s")
    for name, waits in (("before", quiet), ("meanwhile", busy)):
        print(f"{name:<10} {len(waits):>5} writes  median {statistics.median(waits):.1f} ms  longest {max(waits):.1f} ms")
    sys.exit(1 if options.longest_ms and max(busy) > options.longest_ms else 0)


if __name__ == "__main__":
    main()
