"""The process of a candidate: it loads the candidate's file and answers what its evaluator asks."""

import io
import os
import sys
import traceback
import types

import germline_peer
import germline_wire as wire


class CandidatePeer(germline_peer.Peer):
    def __init__(self, connection, path):
        super().__init__(connection, guarded=False)
        self._path = path

    def perform(self, request):
        if request["do"] == "load":
            return shown(load(self._path, request["name"], request["words"]))
        if request["do"] == "drive":
            self.refer = refuse
            return drive(self._path, request)
        return super().perform(request)

    def place_of(self, error):
        """The last lines of the candidate that led to an error."""
        if isinstance(error, StopIteration):
            return ""
        lines = [one for one in traceback.extract_tb(error.__traceback__) if os.path.dirname(one.filename) != _OWN]
        return "".join(traceback.format_list(lines[-4:]))


_OWN = os.path.dirname(__file__)


def drive(path, request):
    """Calls the evaluator's `drive`, which came as text, with the candidate's module."""
    candidate = load(path, os.path.splitext(os.path.basename(path))[0], [])
    space = {"__name__": "drive"}
    exec(compile(request["text"], request["file"], "exec", dont_inherit=True), space)
    return space["drive"](candidate, request["input"])


def refuse(value):
    raise wire.CannotCross(
        f"drive returned a value of type {type(value).__name__}, which is no plain data such as numbers, texts, lists, "
        "dictionaries and arrays"
    )


def load(path, name, words):
    """Runs the candidate's file; returns its module."""
    sys.argv = [path, *words]
    sys.path.insert(0, os.path.dirname(path))
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    wire.own_modules.add(name)
    with io.FileIO(path) as file:
        code = compile(file.readall(), path, "exec", dont_inherit=True)
    exec(code, module.__dict__)
    return module


def shown(module):
    """What a module defines, as far as it can cross."""
    return {key: value for key, value in vars(module).items() if not key.startswith("__") and is_shown(value)}


def is_shown(value):
    return isinstance(value, types.FunctionType) or not isinstance(value, types.ModuleType) and wire.crosses(value)


class Printer(io.TextIOBase):
    """Standard output of a candidate: its evaluator prints it."""

    def __init__(self, peer, error):
        self._peer = peer
        self._error = error
        self._left = 1 << 20

    def writable(self):
        return True

    def write(self, text):
        if self._left > 0:
            self._left -= len(text)
            self._peer.tell(print=str(text), error=self._error)
        return len(text)


def serve(connection, path):
    """Answers requests until the evaluator has gone; never returns."""
    peer = CandidatePeer(connection, path)
    sys.stdout, sys.stderr = Printer(peer, False), Printer(peer, True)
    try:
        peer.serve()
    except wire.Broken:
        os._exit(0)
    except BaseException:
        os._exit(1)
