#!/usr/bin/env python3
"""One peer in a process of its own: peer.py numpy|openfisca a|b ROWS RUNS
Generates the population of FORMAT.md, runs the rules RUNS times after one run to warm up and writes one line of JSON with the
seconds of the determination alone, a SHA-256 of every result and the peak memory."""
import hashlib, json, pathlib, resource, sys, tempfile, time
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import gen_population as gen
import np_engine

A_ORDER = ["status", "statutory_month", "start_month", "total_months", "average_index_e4", "account_balance_fen", "basic_fen",
           "account_fen", "transitional_fen", "total_fen", "arrears_months", "arrears_fen"]
B_SUMS = ["insured", *np_engine.B_ROW[1:], "total_fen", "days_late", "late_fee_fen"]

def people(n):
    names = ("birth_month", "category", "first_contribution_month", "deemed_months", "application_month")
    d = {k: np.empty(n, np.int32) for k in names}
    for k in ("index_sum_e4", "months_paid", "account_credit_fen"): d[k] = np.empty((gen.NY, n), np.int32)
    for lo in range(0, n, 50_000):
        hi = min(n, lo + 50_000)
        scalars, S, M, K = gen.persons(lo, hi)
        for k in names: d[k][lo:hi] = scalars[k]
        d["index_sum_e4"][:, lo:hi], d["months_paid"][:, lo:hi], d["account_credit_fen"][:, lo:hi] = S, M, K
    return d

def panel(n):
    employees = -(-n // 80)
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder)
        gen.write_B(out, employees, max(7, employees * 64 // 1250), gen.MONTHS, False, 0)
        return np_engine.load_npy(out, np_engine.B_IN)

def digest(columns):
    h = hashlib.sha256()
    for c in columns: h.update(np.ascontiguousarray(c, dtype="<i8").tobytes())
    return h.hexdigest()

def timed(runs, prepare, work):
    seconds, processor = [], 0.0
    for i in range(runs + 1):
        state = prepare()
        c, t = time.process_time(), time.perf_counter()
        result = work(state)
        c, t = time.process_time() - c, time.perf_counter() - t
        if i: seconds.append(t); processor += c / runs
        last, state = result, None
    return (seconds, processor), last

def run_a(engine, n, runs):
    d = people(n)
    if engine == "numpy":
        seconds, out = timed(runs, lambda: None, lambda _: np_engine.a_run(np_engine.a_i64, d))
        return seconds, digest(out[k] for k in A_ORDER)
    import of_run
    tbs = of_run.system("openfisca_weihai_fen")
    seconds, out = timed(runs, lambda: of_run.build_A(tbs, d, True), lambda sim: of_run.calc_A(sim, True))
    return seconds, digest(out[k] for k in A_ORDER)

def run_b(engine, n, runs):
    d = panel(n)
    if engine == "numpy":
        seconds, (rows, em, _) = timed(runs, lambda: None, lambda _: np_engine.b_run(d))
        return seconds, digest([*(rows[k] for k in np_engine.B_ROW), *(em[k] for k in B_SUMS)])
    import of_run
    tbs = of_run.system("openfisca_weihai_fen")
    rows = ["contribution_base_fen", "pension_employer_fen", "pension_employee_fen", "unemployment_employer_fen",
            "unemployment_employee_fen", "injury_employer_fen"]
    months = d["months"].tolist()
    def work(sim):
        sums = of_run.calc_B(sim, months, True)
        # The rows were computed on the way to the sums; this only reads them.
        return [[sim.calculate(k, f"{m//100:04d}-{m%100:02d}") for m in months] for k in rows], sums
    seconds, (by_row, sums) = timed(runs, lambda: of_run.build_B(tbs, d, True), work)
    return seconds, digest([*(np.concatenate(c) for c in by_row), *(np.concatenate(c) for c in sums.values())])

if __name__ == "__main__":
    engine, rule, n, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    (seconds, processor), checksum = (run_a if rule == "a" else run_b)(engine, n, runs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"contender": engine, "rows": n, "workers": 1, "seconds": seconds, "processor_seconds": processor, "checksum": checksum, "peak_megabytes": peak}))
