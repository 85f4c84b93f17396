"""The zygote of a user's evaluator: it loads the evaluator once, and forks one process for each evaluation."""

import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import io
import json
import math
import os
import runpy
import struct
import subprocess
import sys
import tempfile
import threading
import traceback

import germline_candidate
import germline_drive
import germline_zygote
from germline_zygote import BROKER, ENGINE

_missing = set()
_refused = set()
_size = struct.Struct(">I")
MOST_RESULT = 8 << 20
MOST_PRINTED = 20_000


class Missing(importlib.abc.MetaPathFinder):
    """The last of all finders: what comes to it is nowhere. It notes what the evaluator itself wants, not what packages do."""

    def __init__(self, folders):
        self._folders = tuple(os.path.join(folder, "") for folder in folders)

    def find_spec(self, name, path=None, target=None):
        frame = sys._getframe(1)
        while frame and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        if frame and frame.f_code.co_filename.startswith(self._folders):
            _missing.add(name.partition(".")[0])
        return None


def hear_of_network(event, args):
    if event == "socket.getaddrinfo":
        _refused.add(str(args[0]))
    elif event == "socket.__new__" and args[1] in (2, 10):
        _refused.add("")


def run(zygote):
    settings = zygote.settings
    own = [os.path.dirname(settings["program"]), os.path.dirname(settings["evaluator"])]
    sys.meta_path.append(Missing(own))
    sys.addaudithook(hear_of_network)
    sys.path[:0] = own
    if settings["split"]:
        os.set_blocking(BROKER, True)
        os.environ["GERMLINE_BROKER"] = str(BROKER)
        pass_broker_on()
    place = Place(settings["evaluator"])
    found = load_once(zygote)
    _missing.clear()  # the evaluator works without
    place.make()
    zygote.keep_files()
    redirect_output()
    zygote.ready(**found)
    while True:
        evaluate(zygote, place, zygote.hear())


def load_once(zygote):
    """Loads the evaluator for all evaluations, or finds out that each of them has to."""
    if "loaded" in zygote.settings:
        return zygote.settings["loaded"]
    loaded = load(zygote)
    if started_threads():
        germline_zygote.restart({**zygote.settings, "loaded": loaded})
    return loaded


def started_threads():
    """Whether loading started threads, which no fork has, and for which it would wait without end: Python's or JAX's."""
    jax = sys.modules.get("jax._src.xla_bridge")
    return threading.active_count() > 1 or bool(getattr(jax, "_backends", None))


def pass_broker_on():
    """Processes that the evaluator starts may load candidates, too."""
    start = subprocess.Popen.__init__

    def started(self, *args, pass_fds=(), **named):
        start(self, *args, pass_fds=(*pass_fds, BROKER), **named)

    subprocess.Popen.__init__ = started


class Place:
    """The working folder, which shows the evaluator's own files and takes new ones."""

    def __init__(self, evaluator):
        self._home = os.path.dirname(evaluator)
        self._folder = os.path.join(germline_zygote.SCRATCH, "work")
        self.make()

    def renew(self):
        """Makes it as it was, unless nothing in it has changed: its time is a mark that any change removes."""
        if not os.path.isdir(self._folder) or os.lstat(self._folder).st_mtime_ns != 0:
            self.make()

    def make(self):
        os.chdir("/")
        if os.path.lexists(self._folder):
            germline_zygote.remove(self._folder)
        os.mkdir(self._folder, 0o700)
        for name in os.listdir(self._home):
            os.symlink(os.path.join(self._home, name), os.path.join(self._folder, name))
        os.utime(self._folder, ns=(0, 0))
        os.chdir(self._folder)


def redirect_output():
    """What evaluations print goes to a file without a name, which is emptied after each."""
    path = os.path.join(germline_zygote.SCRATCH, "printed")
    output = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    os.unlink(path)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    sys.stderr = sys.stdout


def load(zygote):
    """Names of the evaluator's functions, or the error that it ended with."""
    path = zygote.settings["evaluator"]
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), line_buffering=True, errors="replace")
    try:
        # A specification may be a file without the suffix of Python, and use its marks without importing them.
        loader = importlib.machinery.SourceFileLoader("evaluation_module", path)
        spec = importlib.util.spec_from_file_location("evaluation_module", path, loader=loader)
        module = importlib.util.module_from_spec(spec)
        if zygote.settings["kind"] == "specification":
            module.funsearch = importlib.import_module("funsearch")
        sys.modules["evaluation_module"] = module
        spec.loader.exec_module(module)
        if any(inspect.iscoroutinefunction(value) for value in vars(module).values()):
            germline_zygote.preload(["asyncio"])
        if zygote.settings["kind"] == "drives":
            zygote.judge = germline_drive.Judge(zygote.settings)
        return {"functions": [name for name, value in vars(module).items() if callable(value)]}
    except BaseException as error:
        return {"error": [type(error).__name__, without_own_lines(error)], "missing": sorted(_missing)}


def without_own_lines(error):
    """How Python tells an error, with the last lines that led to it, but for those of this folder and of its import."""
    told = traceback.TracebackException.from_exception(error)
    lines = [one for one in told.stack if os.path.dirname(one.filename) not in (_OWN, "")]
    told.stack = traceback.StackSummary.from_list(lines[-3:])
    return "".join(told.format() if lines else told.format_exception_only())


_OWN = os.path.dirname(__file__)


def evaluate(zygote, place, task):
    """Runs one call of the evaluator in a process of its own, and says what it returned or how it ended."""
    is_split = zygote.settings["split"]
    reading, writing = os.pipe()
    if is_split:
        germline_candidate.prepare()
    pid = zygote.fork(lambda: answer(task, writing, zygote), task)
    os.close(writing)
    germline_candidate.forget_prepared()
    outcome, how = read_outcome(zygote, reading, pid)
    os.close(reading)
    zygote.end_all()
    if is_split:
        germline_candidate.end()
    text = take_printed()
    place.renew()
    zygote.tell(outcome=outcome, end=how, printed=text, **zygote.account())


def read_outcome(zygote, reading, pid):
    """The text of an outcome, which the engine reads, or how the process ended before it sent one."""
    end = os.pidfd_open(pid)
    try:
        return read_until(zygote, reading, end)
    finally:
        os.close(end)


def read_until(zygote, reading, end):
    taken = bytearray()
    while True:
        readable = zygote.wait([reading, end])
        if ENGINE in readable:
            zygote.hear()
        if reading in readable:
            part = os.read(reading, 1 << 16)
            taken += part
            if len(taken) >= 4 and len(taken) >= 4 + _size.unpack(taken[:4])[0]:
                return taken[4:].decode(errors="replace"), None
            if part:
                continue
        if end in readable:
            [how, *_] = zygote.ended() or [{"signal": 0, "code": 0}]
            return None, how


def answer(task, writing, zygote):
    """In the forked process: calls the evaluator and sends what it returned."""
    germline_candidate.own_prepared()
    if "loaded" in zygote.settings:
        load(zygote)
        sys.stderr = sys.stdout
    try:
        outcome = parts_of(call(task, zygote))
    except BaseException as error:
        where = getattr(error, "place", "") or traceback.format_exc(limit=-4)[:8000]
        outcome = {"raised": [type(error).__name__, str(error)[:4000], where]}
    outcome["missing"] = sorted(_missing | germline_candidate.missing)
    outcome["network"] = sorted(_refused)
    outcome["failures"] = sorted(germline_candidate.failures)
    outcome["callbacks"] = germline_candidate.callbacks()
    send(writing, outcome)
    os._exit(0)


def parts_of(result):
    """What was returned, and the artifacts of a result object."""
    metrics = getattr(result, "metrics", None)
    if not isinstance(metrics, dict):
        return {"returned": plain(result, 0), "artifacts": {}}
    return {"returned": plain(metrics, 0), "artifacts": plain(getattr(result, "artifacts", None) or {}, 0)}


def send(writing, outcome):
    text = json.dumps(outcome).encode()
    if len(text) > MOST_RESULT:
        text = json.dumps({"raised": ["ValueError", f"a result of {len(text)} bytes", ""]}).encode()
    data = memoryview(_size.pack(len(text)) + text)
    while data:
        data = data[os.write(writing, data) :]


def call(task, zygote):
    settings = zygote.settings
    if settings["kind"] == "writes":
        return call_main(settings)
    if settings["kind"] == "drives":
        return zygote.judge.evaluate(task["stage"])
    if settings["kind"] == "specification":
        return call_specification(task, settings)
    result = getattr(sys.modules["evaluation_module"], task["call"])(settings["program"])
    return run_coroutine(result) if inspect.iscoroutine(result) else result


def run_coroutine(coroutine):
    import asyncio  # large, and most evaluators need none

    return asyncio.run(coroutine)


def call_specification(task, settings):
    """Puts a candidate's functions in the place of those that evolve, and calls the function that is run for each input."""
    module = sys.modules["evaluation_module"]
    program = importlib.import_module(os.path.splitext(os.path.basename(settings["program"]))[0])
    for name in settings["evolved"]:
        setattr(module, name, getattr(program, name))
    values = [apply(getattr(module, task["call"]), one) for one in json.loads(settings["inputs"])]
    if any(value is None for value in values):
        return {"error": f"{task['call']} returned None"}
    return {"combined_score": sum(float(value) for value in values) / len(values)}


def apply(function, value):
    """Calls a function with its input: one that needs several takes the items of a list, or of a dictionary by name."""
    parameters = inspect.signature(function).parameters.values()
    if sum(one.default is one.empty for one in parameters) > 1:
        return function(**value) if isinstance(value, dict) else function(*value)
    return function(value)


def call_main(settings):
    """Runs an evaluator that writes metrics.json and correct.json."""
    folder = tempfile.mkdtemp(prefix="results-")
    main = getattr(sys.modules["evaluation_module"], "main", None)
    sys.argv = [settings["evaluator"], "--program_path", settings["program"], "--results_dir", folder]
    try:
        if takes_paths(main):
            main(program_path=settings["program"], results_dir=folder)
        else:
            runpy.run_path(settings["evaluator"], run_name="__main__")
    except SystemExit:
        pass  # what it wrote counts
    return {name: read(os.path.join(folder, f"{name}.json")) for name in ("metrics", "correct")}


def takes_paths(main):
    if not inspect.isfunction(main):
        return False
    return {"program_path", "results_dir"} <= set(inspect.signature(main).parameters)


def read(path):
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf8") as file:
        return json.load(file)


def take_printed():
    """The end of what an evaluation printed; the file is empty then."""
    text = os.pread(1, MOST_PRINTED, max(0, os.fstat(1).st_size - MOST_PRINTED)).decode(errors="replace")
    os.ftruncate(1, 0)
    return text


def plain(value, depth):
    """A result as JSON: numbers of numpy become plain ones, what JSON lacks becomes {"number": text}."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.generic, numpy.ndarray)):
        value = value.tolist()
    if depth > 20:
        return "…"
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else plain(float(value) if abs(value) < 1e300 else math.inf, depth)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"number": str(float(value))}
    if isinstance(value, dict):
        return {str(key): plain(one, depth + 1) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one, depth + 1) for one in list(value)[:10_000]]
    if isinstance(value, bytes):
        return value[:40_000].decode(errors="replace")
    return str(value)[:10_000]
