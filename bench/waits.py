"""Scores the product's forecast of waits in a simulated counter that lies outside of the project.

    python -m bench.waits --simulator PATH [--only a_mmc] [--seeds 11,12] [--procs 2] [--first-day]

PATH is a folder with `qsim.py`, `scenarios.py`, `score.py`, `run.py` and `reference.json`; its code and
figures are loaded from there and are no part of the project. Needs numpy and scipy, and this checkout in
PYTHONPATH.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bench.waits_room import Product
from bench.waits_truth import Knowing

AIMS = "aims: MAE/oracle at most 1.04, worst 1.12; right 78-82 %, each 75-84 %; slip > 5 min at most 3 %"
FIRST_DAY_AIMS = "aims: MAE/oracle at most 1.15, right at least 75 %"
PARTS = ("checkin", "tick", "all")

Job = tuple[str, int, bool, str, dict[str, Any]]


def play(job: Job) -> tuple[str, Any]:
    """One scenario with one seed: the simulator's rows of forecasts and what came of them."""
    name, seed, first_day, path, options = job[0], job[1], job[2], job[3], dict(job[4])
    sys.path.insert(0, path)
    scenarios, score, qsim = (importlib.import_module(m) for m in ("scenarios", "score", "qsim"))
    scenario = scenarios.DEV[name]
    world = qsim.World(scenario, seed)
    known = options.pop("known", False)
    product = (Knowing if known else Product)(**options)
    product.reset(world.site)
    warm, calibrate = (0, 0) if first_day else (scenarios.WARM_DAYS, scenarios.CALIB_DAYS)
    scored = {0} if first_day else scenario.get("score_days")
    last = 1 if first_day else max(scored) + 1 if scored else warm + scenarios.SCORE_DAYS
    recorder = score.Recorder(product, warm, scored)
    world.run(last, [recorder], snap_days=set(range(warm - calibrate, last)))
    called = {v.id: v.vcall for v in world.visits if v.checkin is not None}
    took = sorted(recorder.lat)
    return name, {
        "rows": score.table(recorder, called, getattr(world, "weight", None)),
        "ms": 1e3 * sum(took) / max(len(took), 1),
        "ms99": 1e3 * took[int(0.99 * (len(took) - 1))] if took else 0.0,
    }


def tables(jobs: list[Job], processes: int) -> dict[str, dict[str, Any]]:
    """Scenario -> the simulator's own summary of the product."""
    runs: dict[str, list[Any]] = {}
    with ProcessPoolExecutor(processes) as pool:
        for name, result in pool.map(play, jobs):
            runs.setdefault(name, []).append(result)
    summarise = importlib.import_module("run").summarise
    summary = summarise({name: {"product": found} for name, found in runs.items()}, {})
    return {name: row["product"] for name, row in summary.items()}


def ratio(row: dict[str, Any], oracle: dict[str, Any], part: str) -> float:
    return float(row[part]["mae"] / oracle[part]["mae"])


def show(found: dict[str, dict[str, Any]], reference: dict[str, Any]) -> None:
    print("| scenario | n | MAE/oracle check-in, tick, all | right % likewise | bias | slip > 5 | ms, p99 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, row in found.items():
        oracle = reference[name]["oracle"]
        ratios = " ".join(f"{ratio(row, oracle, part):.3f}" for part in PARTS)
        right = " ".join(f"{100 * row[part]['cover']:.1f}" for part in PARTS)
        print(
            f"| {name} | {row['all']['n']} | {ratios} | {right} | {row['all']['bias']:+.2f}"
            f" | {100 * row['slip5']:.2f} % | {row['ms']:.1f}, {row['ms99']:.1f} |"
        )
    for part in PARTS:
        ratios_of = [ratio(row, reference[name]["oracle"], part) for name, row in found.items()]
        product = 1.0
        for one in ratios_of:
            product *= one
        covers = [100 * row[part]["cover"] for row in found.values()]
        print(
            f"{part}: MAE/oracle {product ** (1 / len(ratios_of)):.3f}, worst {max(ratios_of):.3f};"
            f" right {sum(covers) / len(covers):.1f} % ({min(covers):.1f} to {max(covers):.1f})"
        )


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m bench.waits")
    ask.add_argument("--simulator", required=True)
    ask.add_argument("--only", default="")
    ask.add_argument("--seeds", default="")
    ask.add_argument("--procs", type=int, default=2)
    ask.add_argument("--replicates", type=int, default=200)
    ask.add_argument("--first-day", action="store_true")
    ask.add_argument("--known", action="store_true", help="compare with the same simulation, told the truth")
    ask.add_argument("--out", default="")
    chosen = ask.parse_args()
    sys.path.insert(0, chosen.simulator)
    scenarios = importlib.import_module("scenarios")
    reference = json.loads((Path(chosen.simulator) / "reference.json").read_text(encoding="utf-8"))
    names = chosen.only.split(",") if chosen.only else list(scenarios.DEV)
    seeds = [int(s) for s in chosen.seeds.split(",")] if chosen.seeds else list(scenarios.DEV_SEEDS)
    options = {"replicates": chosen.replicates}
    jobs: list[Job] = [(n, s, chosen.first_day, chosen.simulator, options) for n in names for s in seeds]
    found = tables(jobs, chosen.procs)
    if chosen.first_day or chosen.known:
        known = tables([(*job[:4], {**options, "known": True}) for job in jobs], chosen.procs)
        reference = {name: {"oracle": row} for name, row in known.items()}
        print("oracle here: this simulation with the true laws, speeds and pace, on the same seeds")
    show(found, reference)
    print(FIRST_DAY_AIMS if chosen.first_day else AIMS)
    if chosen.out:
        Path(chosen.out).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
