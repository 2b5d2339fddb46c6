"""Solves a model in the LP format that Beret writes, by HiGHS or OR-Tools CP-SAT,
on one thread, and prints one line of JSON: status, value, seconds of CPU in the
solver alone. Arguments: highs | highs-off | cpsat, the file, seconds at most."""

import json
import sys
import time


def highs(path, limit, presolve):
    import highspy

    h = highspy.Highs()
    for name, value in {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.99,
                        "presolve": presolve, "time_limit": limit}.items():
        h.setOptionValue(name, value)
    h.readModel(path)
    start = time.process_time()
    h.run()
    took = time.process_time() - start
    optimal = h.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return optimal, h.getInfo().objective_function_value if optimal else 0, took


def cpsat(path, limit):
    from ortools.sat.python import cp_model

    model, variables = cp_model.CpModel(), {}

    def variable(name):
        if name not in variables:
            variables[name] = model.new_int_var(0, 10**6, name) if name[0] == "s" else model.new_bool_var(name)
        return variables[name]

    def add(words):
        if words[0] == "value:":
            model.minimize(expression(words[1:]))
            return
        relation, constant, left = words[-2], int(words[-1]), words[1:-2]
        if len(left) < 2:
            return  # "nothing = 0"
        e = expression(left)
        model.add(e <= constant if relation == "<=" else e >= constant if relation == ">=" else e == constant)

    def expression(words):
        return cp_model.LinearExpr.weighted_sum([variable(w) for w in words[1::2]], [int(w) for w in words[::2]])

    row = []
    for line in open(path):
        words = line.split()
        ends = not words or words[0] in ("Minimize", "Subject", "General", "Binary", "End")
        if row and (ends or words[0].endswith(":")):
            add(row)
            row = []
        if ends and words and words[0] in ("General", "Binary", "End"):
            break
        if not ends:
            row += words
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.absolute_gap_limit = 0.99
    start = time.process_time()
    status = solver.solve(model)
    took = time.process_time() - start
    optimal = status == cp_model.OPTIMAL
    return optimal, solver.objective_value if optimal else 0, took


def main():
    name, path, limit = sys.argv[1], sys.argv[2], float(sys.argv[3])
    if name == "cpsat":
        optimal, value, took = cpsat(path, limit)
    else:
        optimal, value, took = highs(path, limit, "off" if name == "highs-off" else "on")
    print(json.dumps({"optimal": optimal, "value": value, "seconds": took}))


main()
