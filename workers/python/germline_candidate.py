"""What a candidate's file holds for its evaluator: stand-ins for its functions, which run in a process of their own.

The evaluator may load that file in any way: each time a fresh process loads the candidate. A call that comes while
another is under way, from another thread or a forked process, goes to a fresh process, too.
"""

import functools
import os
import socket
import sys
import threading

import germline_peer
import germline_wire as wire

missing = set()
"""Modules that candidates lack."""
failures = set()
"""Types of the errors that came from candidates."""
peers = []


class EvaluatorPeer(germline_peer.Peer):
    def printed(self, text, error):
        (sys.stderr if error else sys.stdout).write(text)

    def failed(self, name, about):
        failures.add(name)
        if name == "ModuleNotFoundError" and isinstance(about, str):
            missing.add(about.partition(".")[0])


class EvidencePeer(EvaluatorPeer):
    """The way to a process where an evaluator's `drive` runs: nothing but plain data comes back, and nothing else goes."""

    def resolve(self, value):
        raise ValueError("evidence is plain data")

    def refer(self, value):
        raise wire.CannotCross(f"an input holds a {type(value).__name__}, which is no plain data")


def connect(kind=EvaluatorPeer):
    """A connection to a new process of the candidate's: the other end is handed over to the process that forks it."""
    peer = kind(_prepared.pop() if _prepared and _owner == os.getpid() else open_way(), guarded=True)
    peers.append(peer)
    return peer


def open_way():
    own, other = socket.socketpair()
    with other:
        socket.send_fds(broker(), [b"."], [other.fileno()])
    return own.detach()


@functools.cache
def broker():
    return socket.socket(fileno=int(os.environ["GERMLINE_BROKER"]))


_prepared = []
"""Connections that nobody uses yet."""
_owner = None
"""The process that may use them."""


def prepare():
    """Makes the first connection of a process that will be forked: that of the candidate starts meanwhile."""
    _prepared.append(open_way())


def own_prepared():
    global _owner
    _owner = os.getpid()


def forget_prepared():
    """Closes it in the process that has forked."""
    while _prepared:
        os.close(_prepared.pop())


def end():
    """Says that the evaluation is over, and that no connection follows."""
    broker().send(b"!")


class Program:
    """The candidate's module: one process that has loaded it, and more where calls overlap."""

    def __init__(self, name, words):
        self.name = name
        self._load = {"do": "load", "of": None, "name": name, "words": words}
        self._lines = []
        self.exports = self._connect()[1]

    def call(self, name, args, named):
        peer, exports = self._free_line()
        try:
            return exports[name](*args, **named)
        finally:
            peer.lock.release()

    def _free_line(self):
        """A connection on which nobody else speaks; its lock is held."""
        self._lines = [line for line in self._lines if not line[0].is_closed]
        for line in self._lines:
            if line[0].process == os.getpid() and line[0].lock.acquire(blocking=False):
                return line
        line = self._connect()
        line[0].lock.acquire()
        return line

    def _connect(self):
        peer = connect()
        line = (peer, peer.ask(**self._load))
        self._lines.append(line)
        return line


class Function(germline_peer.Dressed):
    """Stands for a function or a class of the candidate's module; it can be pickled by its name."""

    def __init__(self, program, name, about):
        super().__init__({**about, "name": name})
        self._program = program
        self._name = name

    def __call__(self, *args, **named):
        return self._program.call(self._name, args, named)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._program.exports[self._name], name)

    def __get__(self, instance, owner=None):
        return self

    def __reduce__(self):
        return (again, (self._program.name, self._name))


_programs = {}
_programs_lock = threading.Lock()


def again(name, function):
    """The function of that name, in a process that got it by pickle."""
    with _programs_lock:
        key = (os.getpid(), name)
        if key not in _programs:
            _programs[key] = Program(name, [])
    return Function(_programs[key], function, _programs[key].exports[function].about)


def load(namespace):
    """Fills the namespace of a module that is being loaded with stand-ins."""
    name = str(namespace.get("__name__", "program"))
    program = Program(name, sys.argv[1:] if name == "__main__" else [])
    for key, value in program.exports.items():
        is_function = isinstance(value, germline_peer.RemoteFunction)
        namespace[key] = Function(program, key, value.about) if is_function else value


def drive(text, file, given):
    """What the text of a `drive` returns beside the candidate, which a fresh process loads."""
    peer = connect(EvidencePeer)
    try:
        return peer.ask(do="drive", of=None, text=text, file=file, input=given)
    finally:
        peer.close()


def callbacks():
    """How often candidates called what evaluators gave them."""
    return sum(peer.calls for peer in peers)
