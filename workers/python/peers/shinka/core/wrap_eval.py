"""Runs a function of a program several times, checks what it returned, and writes metrics.json and correct.json."""

import importlib.util
import json
import math
import os
import statistics
import time

_WITHOUT_A_RESULT = {
    "combined_score": 0.0,
    "execution_time_mean": 0.0,
    "execution_time_std": 0.0,
    "num_successful_runs": 0,
    "num_valid_runs": 0,
    "num_invalid_runs": 0,
    "all_validation_errors": [],
}


def run_shinka_eval(
    program_path,
    results_dir,
    experiment_fn_name,
    num_runs,
    get_experiment_kwargs=None,
    aggregate_metrics_fn=None,
    validate_fn=None,
    plotting_fn=None,
    default_metrics_on_error=None,
    **others,
):
    """Returns the metrics, whether all runs were valid, and the first error. Runs follow one another; none stops early."""
    errors = []
    try:
        results, times = _run(program_path, experiment_fn_name, num_runs, get_experiment_kwargs)
        errors = _validate(validate_fn, results) if validate_fn else []
        metrics = dict(aggregate_metrics_fn(results)) if aggregate_metrics_fn else {"num_successful_runs": len(results)}
        metrics["execution_time_mean"] = statistics.fmean(times) if times else 0.0
        metrics["execution_time_std"] = statistics.pstdev(times) if times else 0.0
        if validate_fn:
            metrics |= _counts(errors, len(results))
        first = f"Validation failed: {errors[0]}" if errors else _fault_of(metrics)
    except Exception as error:
        defaults = default_metrics_on_error or {}
        metrics = {name: defaults.get(name, value) for name, value in _WITHOUT_A_RESULT.items()}
        first = str(error) or type(error).__name__
    metrics.pop("extra_data", None)  # it is for pictures, which nobody looks at here
    save_json_results(results_dir, metrics, first is None, first)
    return metrics, first is None, first


def _run(path, name, runs, arguments_of):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, name):
        raise AttributeError(f"Experiment function '{name}' not found in {path}")
    results, times = [], []
    for index in range(runs):
        arguments = arguments_of(index) if arguments_of else {"seed": index + 1}
        began = time.perf_counter()
        results.append(getattr(module, name)(**arguments))
        times.append(time.perf_counter() - began)
    return results, times


def _validate(validate, results):
    judged = [validate(result) for result in results]
    return [str(reason or "invalid") for is_valid, reason in judged if not is_valid]


def _counts(errors, runs):
    return {
        "num_valid_runs": runs - len(errors),
        "num_invalid_runs": len(errors),
        "all_validation_errors": list(dict.fromkeys(errors)),
    }


def _fault_of(metrics):
    score = metrics.get("combined_score")
    if isinstance(score, (int, float)) and not math.isfinite(score):
        return f"combined_score is {score}"
    return None


def save_json_results(results_dir, metrics, correct, error=None, verbose=True):
    os.makedirs(results_dir, exist_ok=True)
    parts = {"correct": {"correct": bool(correct), "error": error}, "metrics": metrics}
    for name, content in parts.items():
        with open(os.path.join(results_dir, f"{name}.json"), "w", encoding="utf8") as file:
            json.dump(content, file, indent=4, default=_as_plain)


def _as_plain(value):
    return value.tolist() if hasattr(value, "tolist") else str(value)
