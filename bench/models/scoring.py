"""Scores programs for OpenEvolve and ShinkaEvolve by the rules of germline's problems.

The evaluate.py of each problem, of which ShinkaEvolve makes a copy, finds this module by PYTHONPATH, and passes its score
function to answer_openevolve and answer_shinka. Every evaluation is appended to the file that EVALUATIONS names:
{"program": text, "score": number or null, "feedback": text}.
"""

import argparse
import json
import os
import resource
import subprocess
import sys

PROBLEMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "problems")
PROCESSOR_SECONDS = 10
LONGEST_FEEDBACK = 500

# Loads a program under another name than __main__, calls it, and prints what it returned as the last line.
DRIVER = """
import importlib.util, itertools, json, sys
spec = importlib.util.spec_from_file_location("candidate", sys.argv[1])
candidate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(candidate)
print()
print(json.dumps({expression}))
"""


class Invalid(Exception):
    """A program failed, or what it returned breaks a rule."""


def drive(program_path, expression):
    """Returns the value of an expression on the module `candidate`, computed in a process of its own."""
    command = [sys.executable, "-c", DRIVER.replace("{expression}", expression), program_path]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=10 * PROCESSOR_SECONDS, preexec_fn=limit_processor_time
        )
    except subprocess.TimeoutExpired:
        raise Invalid("it did not end")
    if done.returncode != 0:
        raise Invalid(done.stderr.strip()[-LONGEST_FEEDBACK:] or f"it ended with status {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def limit_processor_time():
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))


def judge(score, program_path):
    """Returns score and feedback of a program, and records them; the score is None where it is invalid."""
    with open(program_path, encoding="utf-8", errors="replace") as file:
        program = file.read()
    try:
        value, feedback = score(program_path)
    except Invalid as error:
        value, feedback = None, str(error)
    with open(os.environ["EVALUATIONS"], "a") as file:
        file.write(json.dumps({"program": program, "score": value, "feedback": feedback}) + "\n")
    return value, feedback


def answer_openevolve(score, program_path, fitness):
    from openevolve.evaluation_result import EvaluationResult

    value, feedback = judge(score, program_path)
    metrics = {"combined_score": 0.0 if value is None else fitness(value)}
    return EvaluationResult(metrics=metrics, artifacts={"feedback": feedback})


def answer_shinka(score, fitness):
    parser = argparse.ArgumentParser()
    parser.add_argument("--program_path", required=True)
    parser.add_argument("--results_dir", required=True)
    given = parser.parse_args()
    value, feedback = judge(score, given.program_path)
    metrics = {"combined_score": 0.0 if value is None else fitness(value), "text_feedback": feedback}
    correct = {"correct": value is not None, "error": None if value is not None else feedback}
    for name, content in (("metrics.json", metrics), ("correct.json", correct)):
        with open(os.path.join(given.results_dir, name), "w") as file:
            json.dump(content, file)
