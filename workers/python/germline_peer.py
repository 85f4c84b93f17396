"""One end of a connection between an evaluator and a candidate, in processes of their own.

Both ends call what the other offers: the evaluator calls functions of the candidate, and the candidate those that it was
given as arguments. A reference stands for a function, a class or an object that stays where it is.
"""

import _thread
import builtins
import inspect
import os
import types

import germline_wire as wire

PLAIN_ERRORS = {
    name: one
    for name, one in vars(builtins).items()
    if isinstance(one, type) and issubclass(one, Exception) and not issubclass(one, OSError)
}


class CandidateError(Exception):
    """An error that has no type of its own on this side."""


class Peer:
    """One end, with its descriptor. `guarded`: the other end may use only public names of what it was given."""

    def __init__(self, connection, guarded):
        self._connection = connection
        self._guarded = guarded
        self._given = []
        self._numbers = {}
        self.process = os.getpid()
        self.is_closed = False
        self.lock = _thread.RLock()
        self.calls = 0
        """Calls that the other end made of what it was given."""
        self.epoch = 0
        """Grows with each call, as answers of objects may change then."""

    def close(self):
        if not self.is_closed:
            self.is_closed = True
            os.close(self._connection)

    def ask(self, **message):
        """Sends a request and returns its answer; answers what the other end asks meanwhile."""
        if self.is_closed:
            raise wire.Broken("its process has ended")
        try:
            self._send(message)
            answer = self._hear()
        except wire.CannotCross:
            raise  # before anything was sent
        except BaseException:
            # A signal or a time limit interrupted the conversation, which nobody can continue.
            self.close()
            raise
        if "raise" in answer:
            raise self._error(*answer["raise"])
        return answer["ok"]

    def _hear(self):
        while True:
            answer = self._receive()
            if "do" in answer:
                self.answer(answer)
            elif "print" in answer:
                self.printed(str(answer["print"]), bool(answer.get("error")))
            else:
                return answer

    def tell(self, **message):
        self._send(message)

    def serve(self):
        """Answers requests until the other end has gone."""
        while True:
            self.answer(self._receive())

    def answer(self, request):
        try:
            reply = {"ok": self.perform(request)}
        except wire.Broken:
            raise
        except BaseException as error:  # whatever it is, the other end hears of it
            reply = {"raise": [type(error).__name__, str(error), getattr(error, "name", None), self.place_of(error)]}
        try:
            self._send(reply)
        except wire.CannotCross as error:
            self._send({"raise": ["CannotCross", str(error), None, ""]})

    def perform(self, request):
        do, subject = request["do"], self._given[request["of"]]
        if do == "call":
            self.calls += 1
            return subject(*request["args"], **request["named"])
        if do == "get":
            return getattr(subject, self._allowed(request["name"]))
        if do == "item":
            return subject[request["key"]]
        if do == "next":
            return next(subject)
        raise wire.Broken(f"an unknown request {do}")

    def place_of(self, error):
        """Where an error was raised, for the other end."""
        return ""

    def printed(self, text, error):
        pass

    def failed(self, name, about):
        """Hears of every error of the other end."""

    def _allowed(self, name):
        if not isinstance(name, str) or (self._guarded and name.startswith("_")):
            raise AttributeError(f"{name} is not given")
        return name

    def _error(self, name, text, about, place):
        self.failed(str(name), about)
        error = self._error_of(name, text, about)
        error.place = str(place)[:4000]
        return error

    def _error_of(self, name, text, about):
        if name == "CannotCross":
            return wire.CannotCross(str(text))
        if name == "ModuleNotFoundError":
            return ModuleNotFoundError(str(text), name=about if isinstance(about, str) else None)
        kind = PLAIN_ERRORS.get(name)
        try:
            return kind(str(text)) if kind else CandidateError(f"{name}: {text}")
        except TypeError:
            return CandidateError(f"{name}: {text}")

    def _send(self, message):
        wire.send(self._connection, message, self.refer)

    def _receive(self):
        message = wire.receive(self._connection, self.resolve)
        if not isinstance(message, dict):
            raise wire.Broken("a message that is none")
        return message

    def refer(self, value):
        """A reference to a value of this end, or to one of the other end that comes home."""
        if isinstance(value, Reference) and value._peer is self:
            return {"home": value._number}
        if isinstance(value, (types.ModuleType, Reference)) or (self._guarded and isinstance(value, type)):
            raise wire.CannotCross(f"a value of type {_name_of(type(value))} cannot cross")
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._given)
            self._given.append(value)
        return {"of": number, **describe(value)}

    def resolve(self, value):
        if "home" in value:
            return self._given[int(value["home"])]
        kinds = {"iterator": RemoteIterator, "function": RemoteFunction, "class": RemoteFunction}
        kind = kinds.get(value.get("kind"), Reference)
        return kind(self, int(value["of"]), value)


def describe(value):
    """What the other end sees of a value that stays here."""
    name = str(getattr(value, "__name__", type(value).__name__))
    if isinstance(value, (types.FunctionType, type)) or inspect.isroutine(value):
        kind = "class" if isinstance(value, type) else "function"
        return {"kind": kind, "name": name, "doc": _text_of(value), "signature": _signature(value)}
    if hasattr(type(value), "__next__"):
        return {"kind": "iterator", "name": name}
    return {"kind": "function" if callable(value) and not hasattr(value, "__dict__") else "object", "name": name}


def _text_of(value):
    text = getattr(value, "__doc__", None)
    return text[:2000] if isinstance(text, str) else None


def _signature(value):
    """Names and kinds of parameters, and whether each has a default."""
    if type(value) is types.FunctionType and not hasattr(value, "__wrapped__"):
        return list(_parameters_of(value))
    try:
        parameters = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return None
    return [[one.name, int(one.kind), one.default is not one.empty] for one in parameters]


def _parameters_of(function):
    """The same of a plain function, without the work of `inspect`, which costs a forked process a millisecond."""
    code, optional, named = function.__code__, function.__defaults__ or (), function.__kwdefaults__ or {}
    names, count = code.co_varnames, code.co_argcount
    for index, name in enumerate(names[:count]):
        yield [name, int(index >= code.co_posonlyargcount), index >= count - len(optional)]
    rest = count + code.co_kwonlyargcount
    if code.co_flags & inspect.CO_VARARGS:
        yield [names[rest], 2, False]
    for name in names[count:rest]:
        yield [name, 3, name in named]
    if code.co_flags & inspect.CO_VARKEYWORDS:
        yield [names[rest + bool(code.co_flags & inspect.CO_VARARGS)], 4, False]


def _name_of(kind):
    return f"{kind.__module__}.{kind.__qualname__}"


class Reference:
    """Stands for an object of the other end. It has no operators: comparing it asks nobody."""

    def __init__(self, peer, number, about):
        self._peer = peer
        self._number = number
        self._name = str(about.get("name"))
        self._seen = {}

    def _ask(self, **message):
        if self._peer.process != os.getpid():
            raise wire.CannotCross(f"{self!r} cannot be used in a forked process")
        with self._peer.lock:
            return self._peer.ask(of=self._number, **message)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        epoch, value = self.__dict__["_seen"].get(name, (None, None))
        if epoch == self._peer.epoch:
            return value
        value = self._ask(do="get", name=name)
        # Until the next call it stays the same, so that nobody checks one value and uses another.
        self._seen[name] = (self._peer.epoch, value)
        return value

    def __getitem__(self, key):
        return self._ask(do="item", key=key)

    def __call__(self, *args, **named):
        self._peer.epoch += 1
        return self._ask(do="call", args=list(args), named=named)

    def __repr__(self):
        return f"<{self._name} of another process>"


class RemoteIterator(Reference):
    def __iter__(self):
        return self

    def __next__(self):
        self._peer.epoch += 1
        return self._ask(do="next")


class Dressed:
    """Has the name, the text and the parameters of the function that it stands for."""

    def __init__(self, about):
        self.about = about
        self.__name__ = self.__qualname__ = str(about.get("name"))
        doc = about.get("doc")
        self.__doc__ = doc if isinstance(doc, str) else None

    @property
    def __signature__(self):
        try:
            return _signature_from(self.about["signature"])
        except (KeyError, TypeError, ValueError):
            raise AttributeError("__signature__") from None  # it has none that Python can tell


class RemoteFunction(Dressed, Reference):
    """Stands for a function or a class."""

    def __init__(self, peer, number, about):
        Reference.__init__(self, peer, number, about)
        Dressed.__init__(self, about)


def _signature_from(parameters):
    default = inspect.Parameter.empty
    made = [
        inspect.Parameter(str(name), inspect._ParameterKind(kind), default=None if optional else default)
        for name, kind, optional in parameters
    ]
    return inspect.Signature(made)
