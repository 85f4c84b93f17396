"""The Python bin packing, scored by the problem's own main.py and judge.py."""

import json
import os
import subprocess
import sys
import tempfile

from scoring import PROBLEMS, Invalid, answer_openevolve, answer_shinka, drive

CALLS = "[[float(value) for value in candidate.priority(item, list(range(item, 101)))] for item in range(1, 101)]"


def score(program_path):
    folder = os.path.join(PROBLEMS, "bin-packing-python")
    lines = [" ".join(repr(value) for value in row) for row in drive(program_path, CALLS)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as table:
        table.write("\n".join(lines) + "\n")
        table.flush()
        judge = [os.path.join(folder, "judge.py"), os.devnull, table.name, os.path.join(folder, "search.json")]
        done = subprocess.run([sys.executable, *judge], capture_output=True, text=True)
    if done.returncode != 0:
        raise Invalid(done.stderr.strip())
    verdict = json.loads(done.stdout)
    return verdict["score"], verdict["feedback"]


def fitness(excess):
    """Both engines maximise, and give invalid programs nothing."""
    return 100 - excess


def evaluate(program_path):
    return answer_openevolve(score, program_path, fitness)


if __name__ == "__main__":
    answer_shinka(score, fitness)
