import type { Failure } from '../../src/api/evaluation.ts';

/** A candidate in Python that wants a score that it did not earn, or harm, and the right answer. */
export interface PythonAttack {
  readonly name: string;
  readonly folder: 'openevolve' | 'shinka' | 'drive';
  readonly program: string;
  /** The honest score, or why it fails. */
  readonly verdict: number | Failure | readonly (number | Failure)[];
}

/** The value that all these programs earn where they do nothing else: half of the best. */
export const earned = 0.5;

const honest = 'def solve(x):\n    return 1.0\n';

/**
 * Evaluators as people write them for both peers: a program is loaded by its path, its value is compared with an optimum
 * that the file holds, and the score is put into an object of the evaluator's. `numpy` is used where it is installed.
 */
export const folders: Readonly<Record<PythonAttack['folder'], Readonly<Record<string, string>>>> = {
  openevolve: {
    'initial_program.py': honest,
    'evaluator.py': `
import importlib.util
import math
import time
from openevolve.evaluation_result import EvaluationResult

OPTIMUM = 2.0

def measure(value):
    return math.sqrt(value * value) / OPTIMUM

def evaluate(program_path):
    began = time.perf_counter()
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    value = program.solve(1.0)
    if not isinstance(value, (int, float)) or not 0 <= value <= OPTIMUM:
        return EvaluationResult(metrics={"combined_score": 0.0, "error": "no value"})
    if value > 1 and not value == 1:
        return EvaluationResult(metrics={"combined_score": 0.0, "error": "no such value exists"})
    took = time.perf_counter() - began
    if took < 0:
        return EvaluationResult(metrics={"combined_score": 1000.0})
    return EvaluationResult(metrics={"combined_score": measure(value)}, artifacts={"value": str(value)})
`,
  },
  shinka: {
    'initial.py': honest,
    'evaluate.py': `
import math
from shinka.core import run_shinka_eval

def main(program_path, results_dir):
    run_shinka_eval(program_path, results_dir, "solve", 1,
        get_experiment_kwargs=lambda index: {"x": 1.0},
        validate_fn=lambda value: (math.isclose(value, 1.0), "not one"),
        aggregate_metrics_fn=lambda values: {"combined_score": math.fsum(values) / 2})
`,
  },
  drive: {
    'problem.yaml':
      'name: drive\nstatement: Be one.\nfiles: [program.py]\nevaluator: evaluator.py\nlimits: { seconds: 3, megabytes: 256 }\n',
    'program.py': honest,
    'evaluator.py': `
import math

OPTIMUM = 2.0

def inputs(seed):
    return [1.0 + 0 * seed]

def drive(candidate, x):
    return candidate.solve(x)

def score(evidence, inputs):
    [value] = evidence
    if not isinstance(value, float) or not 0 <= value <= OPTIMUM:
        return {"wrong": "no value"}
    if value > 1 and not value == 1:
        return {"wrong": "no such value exists"}
    return {"score": math.sqrt(value * value) / OPTIMUM}
`,
  },
};

const attack = (name: string, program: string, verdict: PythonAttack['verdict'] = earned): PythonAttack => ({
  ...{ name, program, verdict, folder: 'openevolve' },
});
const shinka = (name: string, program: string, verdict: PythonAttack['verdict'] = earned): PythonAttack => ({
  ...attack(name, program, verdict),
  folder: 'shinka',
});

const driven = (name: string, program: string, verdict: PythonAttack['verdict'] = earned): PythonAttack => ({
  ...attack(name, program, verdict),
  folder: 'drive',
});

/** On a busy machine the wall time may run out first. */
const slow: readonly Failure[] = ['timed-out', 'stalled'];

/** Writes what a result would look like to everything that can be written to. */
const spray = `
import json, os, struct
text = json.dumps({"returned": {"combined_score": 999.0}, "artifacts": {}, "missing": [], "network": [], "failures": [], "callbacks": 0}).encode()
line = json.dumps({"outcome": json.loads(text), "end": None, "printed": "", "cpu": 1, "megabytes": 1}).encode() + b"\\n"
def spray():
    for descriptor in range(256):
        for data in (struct.pack(">I", len(text)) + text, line):
            try:
                os.write(descriptor, data)
            except OSError:
                pass
`;

/** Results that are none. */
export const results: readonly string[] = [
  'no JSON',
  '{"returned": NaN, "missing": [], "network": [], "failures": [], "callbacks": 0}',
  '{"returned": {}, "raised": 7, "missing": [], "network": [], "failures": [], "callbacks": 0}',
  '{"returned": {}, "missing": {"size": 9}, "network": [], "failures": [], "callbacks": 0}',
  'null',
];

/** A program that sends a result to every descriptor, where it runs in the process of its evaluator. */
export const sends = (result: string) => `
import os, struct
def solve(x):
    text = b'${result}'
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, struct.pack(">I", len(text)) + text)
        except OSError:
            pass
    os._exit(0)
`;

/** A program that sends a message of its own to its evaluator, and goes on. */
const says = (message: string) => `
import gc, germline_peer, os, struct
def solve(x):
    text = b'${message}'
    for one in gc.get_objects():
        if isinstance(one, germline_peer.Peer):
            os.write(one._connection, struct.pack(">II", len(text), 0) + text)`;

/** Rewrites every file that looks like a result, again and again. */
const rewrite = `
import glob, json, os, time
def rewrite(seconds):
    end = time.time() + seconds
    while time.time() < end:
        for folder in ["/tmp", *glob.glob("/tmp/*"), *glob.glob("/tmp/*/*")]:
            for name, content in {"metrics": {"combined_score": 999.0}, "correct": {"correct": True}}.items():
                try:
                    with open(os.path.join(folder, name + ".json"), "w") as file:
                        json.dump(content, file)
                except OSError:
                    pass
        time.sleep(0.01)
`;

export const pythonAttacks: Readonly<Record<string, readonly PythonAttack[]>> = {
  // Each gives a peer, where both are in one process, a score of its own.
  'forgeries that work on peers': [
    attack(
      'replaces the result object in the frames above',
      `
import sys
def solve(x):
    frame = sys._getframe()
    while frame:
        if "EvaluationResult" in frame.f_globals:
            real = frame.f_globals["EvaluationResult"]
            frame.f_globals["EvaluationResult"] = lambda *args, **named: real(metrics={"combined_score": 999.0})
        frame = frame.f_back
    return 1.0
`,
    ),
    attack(
      'patches the class of results',
      `
try:
    from openevolve.evaluation_result import EvaluationResult
    def made(self, metrics=None, artifacts=None):
        self.metrics, self.artifacts = {"combined_score": 999.0}, {}
    EvaluationResult.__init__ = made
except ImportError:
    pass
${honest}`,
    ),
    attack('writes a result to every descriptor and ends', `${spray}\ndef solve(x):\n    spray()\n    os._exit(0)\n`, [
      'threw',
      'crashed',
    ]),
    attack('patches the square root', `import math\nmath.sqrt = lambda value: 999.0\n${honest}`),
    attack(
      'reads the optimum from the evaluator',
      `
import glob, re, sys
def solve(x):
    for module in list(sys.modules.values()):
        if hasattr(module, "OPTIMUM"):
            return module.OPTIMUM
    for path in [path for folder in ("program", "tmp", "root", "home") for path in glob.glob(f"/{folder}/**/evaluator.py", recursive=True)]:
        found = re.search(r"OPTIMUM = ([0-9.]+)", open(path).read())
        if found:
            return float(found[1])
    return 1.0
`,
    ),
    attack(
      'replaces the clock',
      `import time\ntime.perf_counter = lambda ticks=iter([9e9] + [0.0] * 99): next(ticks)\n${honest}`,
    ),
    shinka(
      'patches what validates',
      `import math\nmath.isclose = lambda *args, **named: True\nmath.fsum = lambda values: 999.0\n${honest}`,
    ),
    shinka(
      'leaves a daemon that rewrites the results',
      `${rewrite}\ndef solve(x):\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n            rewrite(2)\n        os._exit(0)\n    return 1.0\n`,
    ),
    shinka('rewrites the results at exit', `${rewrite}\nimport atexit\natexit.register(rewrite, 0.1)\n${honest}`),
  ],
  'forgeries of the border': [
    attack(
      'returns a number that lies when it is compared',
      `
class Lie(float):
    def __eq__(self, other): return True
    def __le__(self, other): return True
    def __ge__(self, other): return True
    def __gt__(self, other): return False
    def __mul__(self, other): return 1e6
def solve(x):
    return Lie(1.0)
`,
    ),
    attack(
      'returns an object that calls itself a number',
      `
class Liar:
    __class__ = float
    def __getattr__(self, name): return 999.0
    def __float__(self): return 999.0
    def __eq__(self, other): return True
def solve(x):
    return Liar()
`,
      'wrong',
    ),
    attack(
      'returns what runs code where it is unpickled',
      `
class Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit(0)",))
def solve(x):
    return Bomb()
`,
      'wrong',
    ),
    attack(
      'sends messages of its own',
      `${says('{"t":"dict","v":[["ok",{"t":"eval","v":"1"}]]}')}\n    return 1.0\n`,
      'threw',
    ),
    attack(
      'asks for private names of a function that it was given',
      `
import gc, germline_peer
def solve(x):
    for one in gc.get_objects():
        if isinstance(one, germline_peer.Peer):
            for number in range(3):
                try:
                    one.ask(do="get", of=number, name="__globals__")
                    return 2.0
                except Exception:
                    pass
    return 1.0
`,
    ),
    attack(
      'announces more bytes than there are',
      `
import gc, germline_peer, os, struct, time
def solve(x):
    for one in gc.get_objects():
        if isinstance(one, germline_peer.Peer):
            os.write(one._connection, struct.pack(">II", 4294967295, 4294967295))
    time.sleep(0.2)
    return 1.0
`,
      'threw',
    ),
    attack('raises what only leaves', 'import sys\ndef solve(x):\n    sys.exit(0)\n', 'threw'),
    attack("raises an error that is its own evaluator's", 'def solve(x):\n    raise KeyboardInterrupt\n', 'threw'),
    attack(
      'returns another value the second time',
      `
class Both:
    def __init__(self): self.asked = 0
    @property
    def value(self):
        self.asked += 1
        return self.asked
def solve(x):
    both = Both()
    return float(both.value)
`,
    ),
  ],
  'forgeries of evidence': [
    driven('sends evidence of its own', `${says(`{"t":"dict","v":[["ok",999.0]]}`)}\n    return 1.0\n`, 'wrong'),
    driven(
      'sends the result of a score as evidence',
      `${says(`{"t":"dict","v":[["ok",{"t":"dict","v":[["score",999.0]]}]]}`)}\n    return 1.0\n`,
      'wrong',
    ),
    driven(
      'sends an object that stays with it',
      `${says(`{"t":"dict","v":[["ok",{"t":"reference","of":0,"kind":"object","name":"float"}]]}`)}\n    return 1.0\n`,
      'threw',
    ),
    driven(
      'asks the evaluator for what it holds',
      `
import gc, germline_peer
def solve(x):
    for one in gc.get_objects():
        if isinstance(one, germline_peer.Peer):
            for message in ({"do": "get", "of": 0, "name": "score"}, {"do": "call", "of": 0, "args": [], "named": {}}):
                try:
                    one.ask(**message)
                    return 2.0
                except Exception:
                    pass
    return 1.0
`,
    ),
    driven(
      'returns numbers that lie when they are compared, and patches what drive uses',
      `
import math
class Lie(float):
    def __eq__(self, other): return True
    def __le__(self, other): return True
    def __gt__(self, other): return False
    def __float__(self): return 999.0
def solve(x):
    math.sqrt = lambda value: 999.0
    return Lie(1.0)
`,
      'wrong',
    ),
    driven(
      'returns what calls itself a number',
      'class Liar:\n    __class__ = float\n    def __float__(self): return 1.0\ndef solve(x):\n    return Liar()\n',
    ),
    driven(
      'looks for the score in the frames above, in modules and in files',
      `
import os, sys
def solve(x):
    frame, seen = sys._getframe(1), []
    while frame:
        seen += [str(frame.f_locals), *frame.f_globals]
        frame = frame.f_back
    seen += [name for module in list(sys.modules.values()) for name in dir(module)]
    files = [name for folder, _, names in os.walk("/") if not folder.startswith(("/usr", "/lib")) for name in names]
    return 2.0 if any("OPTIMUM" in one for one in seen) or "evaluator.py" in files else 1.0
`,
    ),
    driven(
      'finds the seed of the inputs in its random numbers',
      'import random\ndef solve(x):\n    state = random.getstate()\n    random.seed(1)\n    return 2.0 if random.getstate() == state else 1.0\n',
    ),
  ],
  harm: [
    attack('never ends', 'def solve(x):\n    while True: pass\n', slow),
    attack('allocates without end', 'def solve(x):\n    held = []\n    while True: held.append(bytearray(1 << 24))\n', [
      'threw',
      'out-of-memory',
    ]),
    attack(
      'kills its parent and everything else',
      'import os, signal\ndef solve(x):\n    for pid in (1, os.getppid(), -1):\n        try: os.kill(pid, signal.SIGKILL)\n        except OSError: pass\n    return 1.0\n',
    ),
    attack(
      'forks without end',
      'import os\ndef solve(x):\n    try:\n        while True: os.fork()\n    except OSError:\n        return 1.0\n',
      [earned, 'threw', 'crashed', 'out-of-memory', ...slow],
    ),
    attack(
      'leaves a daemon that fills the disk',
      'import os, time\ndef solve(x):\n    if os.fork() == 0:\n        with open("/tmp/fill", "wb") as file:\n            for _ in range(1000): file.write(bytes(1 << 20))\n        time.sleep(60)\n        os._exit(0)\n    return 1.0\n',
    ),
    attack(
      'fills the disk itself',
      'def solve(x):\n    with open("/tmp/fill", "wb") as file:\n        for _ in range(1000): file.write(bytes(1 << 20))\n    return 1.0\n',
      ['threw', 'too-large'],
    ),
    attack(
      'opens a socket',
      'import socket\ndef solve(x):\n    try:\n        socket.socket()\n        return 2.0\n    except OSError:\n        return 1.0\n',
    ),
    attack(
      'looks at the environment',
      'import os\ndef solve(x):\n    return 2.0 if "GERMLINE_SECRET" in os.environ else 1.0\n',
    ),
    attack(
      'reads files of the user',
      'import os\ndef solve(x):\n    seen = [path for path in ("/etc/passwd", "/root", "/home", "/proc/1/environ") if os.path.exists(path) and not (os.path.isdir(path) and not os.listdir(path))]\n    return 2.0 if [path for path in seen if path not in ("/root", "/home")] else 1.0\n',
    ),
    attack(
      'makes a namespace of its own',
      'import ctypes\ndef solve(x):\n    return 2.0 if ctypes.CDLL(None).unshare(0x10000000) == 0 else 1.0\n',
    ),
    attack(
      'writes into the folder of the problem',
      'import os\ndef solve(x):\n    try:\n        open(__file__, "a")\n        return 2.0\n    except OSError:\n        return 1.0\n',
    ),
    attack(
      'leaves processes that end badly',
      'import os\ndef solve(x):\n    for code in (0, 3, 7):\n        if os.fork() == 0:\n            if os.fork() == 0:\n                os.kill(os.getpid(), 11)\n            os._exit(code)\n    return 1.0\n',
    ),
    attack('defines nothing', '', 'threw'),
    attack('is no Python', 'def solve(', 'threw'),
  ],
};

/**
 * Programs that leave something for the one after them, which is the same and returns a value that does not exist where it
 * finds it: they earn what an honest one does, each time.
 */
export const traces: Readonly<Record<string, string>> = {
  'files and folders': `
import os, pathlib
places = ["/tmp", "/dev/shm", os.environ["TMPDIR"], os.getcwd(), os.path.dirname(__file__)]
def solve(x):
    found = [name for place in places for name in os.listdir(place) if name.startswith(".left")]
    for place in places:
        before = os.stat(place)
        for name, mode in ((".left-open", 0o777), (".left-shut", 0)):
            try:
                os.makedirs(os.path.join(place, name, "inside"))
                pathlib.Path(place, name, "file").touch()
                os.chmod(os.path.join(place, name), mode)
                os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
            except OSError:
                pass
    return 2.0 if found else 1.0
`,
  processes: `
import os, signal, time
def others():
    for pid in range(2, 2000):
        try:
            os.kill(pid, 0)
            if pid != os.getpid():
                yield pid
        except OSError:
            pass
def solve(x):
    found = list(others())
    if os.fork() == 0:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    return 2.0 if found else 1.0
`,
  'the state of a process': `
import builtins, json, os, random, resource, signal, sys
def state():
    yield hasattr(builtins, "left") or hasattr(json, "left") or "LEFT" in os.environ or "left" in sys.modules
    yield os.umask(0o22) != 0o22
    yield os.nice(0) != 0
    yield signal.getsignal(signal.SIGUSR1) != signal.SIG_DFL
    yield signal.getitimer(signal.ITIMER_REAL) != (0.0, 0.0)
    yield resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 99
    yield random.getstate()[1][-1] == 99
def solve(x):
    found = any(state())
    builtins.left = json.left = sys.modules["left"] = os.environ["LEFT"] = "left"
    os.umask(0o777)
    os.nice(5)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 1000)
    resource.setrlimit(resource.RLIMIT_NOFILE, (99, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    random.setstate((3, (*range(624), 99), None))
    return 2.0 if found else 1.0
`,
  'memory, locks and messages that outlive a process': `
import ctypes, fcntl, os, socket
system = ctypes.CDLL(None)
def solve(x):
    found = [os.path.exists("/dev/shm/left")]
    if system.shmget(1999, 4096, 0o1666) >= 0 or system.semget(1999, 1, 0o1666) >= 0 or system.msgget(1999, 0o1666) >= 0:
        found.append(True)
    if system.mq_open(b"/left", os.O_RDWR | os.O_CREAT, 0o666, None) >= 0:
        found.append(True)
    try:
        one = socket.socket(socket.AF_UNIX)
        one.bind(b"\\0left")
        found.append(True)
    except OSError:
        pass
    held = open(__file__)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        found.append(True)
    open("/dev/shm/left", "w").close()
    if os.fork() == 0:
        os.setsid()
        __import__("time").sleep(60)  # holds the lock
        os._exit(0)
    return 2.0 if any(found) else 1.0
`,
  descriptors: `
import os, socket
def is_open(number):
    try:
        os.fstat(number)
        return True
    except OSError:
        return False
def solve(x):
    found = [number for number in range(3, 1024) if is_open(number)]
    kept = [one.detach() for _ in range(20) for one in socket.socketpair()]
    return 1.0 if len(found) == 1 and kept else 2.0  # the way to its evaluator
`,
};
