"""The model of the bench's section "outlook" in numpy, all scenarios at once.

Reads {"scenarios", "months", "posts", "seed", "counts", "start"} as JSON and
prints the seconds, by the clock and of the processor, with women and total at
the year ends (mean and deviation) of each form. Every state is a column of an array [scenario, state]; every
transition is one call of the generator for all scenarios and states.
"""
import json
import sys
import time

import numpy as np

given = json.load(sys.stdin)
S, MONTHS, POSTS = given["scenarios"], given["months"], given["posts"]


def run(seed, split):
    rng = np.random.default_rng(seed)
    p = {c["id"]: [rng.beta(1 + c["x"][s], 1 + c["n"][s] - c["x"][s], S) for s in (0, 1)] for c in given["counts"]}
    size = {"serving": 1, "willing": 1, "course": 2, "trained": 1, "tested": 1, "ready": 9, "nominated": 3,
            "selected": 1, "post": 12, "extended": 3, "rest": 3}
    x = [{k: np.zeros((S, n), np.int64) for k, n in size.items()} for _ in (0, 1)]
    for c in given["start"]:
        x[c["sex"]][c["stage"]][:, max(c["due"], c["expires"], 0)] += c["count"]
    women, total = [], []

    def bin(n, name, s):
        return rng.binomial(n, p[name][s])

    def leave(s, stage, name):
        """A monthly branch: of every state of the stage on its own, or of their sum."""
        n = x[s][stage]
        if split or n.shape[1] == 1:
            out = rng.binomial(n, p[name][s][:, None])
            x[s][stage] = n - out
            return out.sum(1)
        out = bin(n.sum(1), name, s)
        for i in np.flatnonzero(out):
            n[i] -= rng.multivariate_hypergeometric(n[i], out[i])
        return out

    def due(s, stage):
        """Who is due now; the others come a month nearer."""
        n = x[s][stage]
        out = n[:, 0].copy()
        n[:, :-1] = n[:, 1:]
        n[:, -1] = 0
        return out

    def take(s, stage, k):
        """k of the stage, those who are nearest to the end of their validity first."""
        n = x[s][stage]
        if n.shape[1] == 1:
            n[:, 0] -= k
            return
        before = np.cumsum(n, 1) - n
        n -= np.clip(k[:, None] - before, 0, n)

    def choose(source, seats, kept):
        w, m = x[0][source].sum(1), x[1][source].sum(1)
        seats = np.maximum(0, np.minimum(seats, w + m))
        first = np.minimum(np.minimum(w, kept), seats)
        rest = seats - first
        go = first + rng.hypergeometric(w - first, m, rest)
        take(0, source, go)
        take(1, source, seats - go)
        return go, seats - go

    for t in range(MONTHS):
        for s in (0, 1):
            a = x[s]
            back, trained = np.zeros(S, np.int64), np.zeros(S, np.int64)
            to_rest, serving = np.zeros(S, np.int64), np.zeros(S, np.int64)
            n = due(s, "course")
            ok = bin(n, "pass course", s)
            trained += ok
            back += n - ok
            n = due(s, "tested")
            passed = bin(n, "pass assessment", s)
            back += n - passed
            n = due(s, "nominated")
            chosen = bin(n, "selected", s)
            trained += n - chosen
            n = due(s, "post")
            longer = bin(n, "extended", s)
            to_rest += n - longer + due(s, "extended")
            n = due(s, "rest")
            again = bin(n, "volunteer again", s)
            back += again
            serving += n - again
            trained += due(s, "ready")
            a["ready"][:, -1] += passed
            a["selected"][:, 0] += chosen
            a["extended"][:, -1] += longer
            a["rest"][:, -1] += to_rest
            a["willing"][:, 0] += back
            a["trained"][:, 0] += trained
            a["serving"][:, 0] += serving
            leave(s, "serving", "leave service")
            volunteers = leave(s, "serving", "volunteer")
            leave(s, "willing", "leave willing")
            changed = leave(s, "willing", "change mind")
            leave(s, "trained", "leave trained")
            leave(s, "ready", "leave ready")
            withdrawn = leave(s, "selected", "withdraw")
            leave(s, "rest", "leave rest")
            early = leave(s, "post", "early") + leave(s, "extended", "early extended")
            a["willing"][:, 0] += volunteers + withdrawn
            a["serving"][:, 0] += changed
            a["rest"][:, -1] += early
        if t % 3 == 1:
            for s, k in enumerate(choose("willing", 150, 45)):
                x[s]["course"][:, -1] += k
        if t % 3 == 2:
            for s, k in enumerate(choose("trained", 160, 45)):
                x[s]["tested"][:, -1] += k
        for s, k in enumerate(choose("ready", 40, 10)):
            x[s]["nominated"][:, -1] += k
        held = sum(x[s][k].sum(1) for s in (0, 1) for k in ("post", "extended"))
        for s, k in enumerate(choose("selected", POSTS - held, 0)):
            x[s]["post"][:, -1] += k
        w = x[0]["post"].sum(1) + x[0]["extended"].sum(1)
        women.append(w)
        total.append(w + x[1]["post"].sum(1) + x[1]["extended"].sum(1))
    return women, total


answer = {"version": np.__version__, "forms": []}
for name, split in (("each state drawn on its own", True), ("stages drawn as a whole, leavers split", False)):
    start, core = time.perf_counter(), time.process_time()
    women, total = run(given["seed"], split)
    answer["forms"].append({"name": name, "seconds": time.perf_counter() - start, "core": time.process_time() - core,
                            "women": [[float(women[t].mean()), float(women[t].std())] for t in range(11, MONTHS, 12)],
                            "total": [[float(total[t].mean()), float(total[t].std())] for t in range(11, MONTHS, 12)]})
json.dump(answer, sys.stdout)
