"""Values that cross from one process to another: tagged plain data with raw bytes for arrays, never pickled.

A message is two numbers of four bytes (the sizes of its JSON text and of its bytes), the text, and the bytes. Numbers,
texts, None and lists are themselves in JSON; everything else is an object {"t": tag, ...}. What comes in may have been
made by a hostile process: it becomes values of Python's own types and of numpy's, of exactly these types, and nothing else.
"""

import array
import collections
import enum
import json
import math
import os
import struct
import sys

MOST_TEXT = 64 << 20
MOST_BYTES = 512 << 20
DEEPEST = 100
own_modules = set()
"""Modules that only this side has."""
_header = struct.Struct(">II")


class CannotCross(TypeError):
    """A value that is no plain data."""


class Broken(ConnectionError):
    """The process at the other end has ended, or sent what is no message."""


def send(connection, message, refer):
    """Sends a message on a descriptor. `refer` makes a reference of a value that is no plain data."""
    blocks = _Blocks()
    text = json.dumps(_encode(message, blocks, refer, 0)).encode()
    if len(text) > MOST_TEXT or blocks.size > MOST_BYTES:
        raise CannotCross(f"a value of {len(text) + blocks.size} bytes is too large to cross")
    try:
        _give(connection, _header.pack(len(text), blocks.size) + text)
        for block in blocks.views:
            _give(connection, block)
    except ConnectionError as error:
        raise Broken(str(error)) from None


def _give(connection, data):
    count = os.write(connection, data)
    while count < len(data):
        data = memoryview(data)[count:]
        count = os.write(connection, data)


class _Blocks:
    """The bytes that follow a text."""

    def __init__(self):
        self.views = []
        self.size = 0

    def add(self, view):
        """Where the bytes begin, and how many they are."""
        start = self.size
        self.views.append(view)
        self.size += view.nbytes
        return {"b": [start, view.nbytes]}


def crosses(value):
    """Whether a value can be sent; functions and objects count as sent."""
    try:
        _encode(value, _Blocks(), lambda one: {}, 0)
        return True
    except Exception:  # a value of a candidate's may do anything when it is looked at
        return False


def receive(connection, resolve):
    """Waits for a message on a descriptor. `resolve` makes a value of a reference, which is a dict."""
    length, size = _header.unpack(_take(connection, _header.size))
    if length > MOST_TEXT or size > MOST_BYTES:
        raise Broken("a message is too large")
    text = _take(connection, length)
    data = memoryview(_take(connection, size)) if size else b""
    try:
        return _decode(json.loads(text.decode()), data, resolve, 0)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        raise Broken(f"a message that cannot be read: {error}") from None


def _take(connection, size):
    taken = bytearray(size)
    view = memoryview(taken)
    while view:
        try:
            count = os.readv(connection, [view])
        except ConnectionError as error:
            raise Broken(str(error)) from None
        if count == 0:
            raise Broken("its process has ended")
        view = view[count:]
    return taken


def _numpy():
    return sys.modules.get("numpy")


def _encode(value, blocks, refer, depth):
    if depth > DEEPEST:
        raise CannotCross(f"a value nested more than {DEEPEST} deep cannot cross")
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if -(2**53) < value < 2**53 else {"t": "int", "v": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"t": "float", "v": str(value)}
    inner = lambda one: _encode(one, blocks, refer, depth + 1)
    if kind is list:
        if len(value) > 32 and all(type(one) is float for one in value):
            return {"t": "floats", **blocks.add(memoryview(array.array("d", value)).cast("B"))}
        return [inner(one) for one in value]
    if kind is dict:
        return {"t": "dict", "v": [[inner(key), inner(one)] for key, one in value.items()]}
    if kind in (tuple, set, frozenset):
        return {"t": kind.__name__, "v": [inner(one) for one in value]}
    if kind is complex:
        return {"t": "complex", "v": [inner(value.real), inner(value.imag)]}
    if kind in (bytes, bytearray):
        return {"t": kind.__name__, **blocks.add(memoryview(value).cast("B"))}
    if kind is range:
        return {"t": "range", "v": [inner(value.start), inner(value.stop), inner(value.step)]}
    return _encode_other(value, blocks, refer, inner)


def _encode_other(value, blocks, refer, inner):
    numpy = _numpy()
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
        return _encode_array(numpy, value, blocks, inner)
    for library, (kind, _) in _tensors.items():
        if library in sys.modules and isinstance(value, getattr(sys.modules[library], kind)):
            return {"t": "tensor", "of": library, "v": inner(_detached(numpy, value))}
    if isinstance(value, enum.Enum) and type(value).__module__ not in own_modules:
        kind = type(value)
        return {"t": "member", "m": kind.__module__, "n": kind.__qualname__, "v": value.name}
    # Values of derived classes cross as what they are derived from.
    for base in (bool, int, float, complex, str, bytes, bytearray, collections.deque):
        if isinstance(value, base):
            return inner(list(value) if base is collections.deque else base.__new__(base, value))
    if isinstance(value, tuple) and hasattr(type(value), "_fields"):
        names = [str(name) for name in type(value)._fields]
        return {"t": "record", "n": type(value).__name__, "f": names, "v": [inner(one) for one in tuple(value)]}
    for base in (list, dict, tuple, set, frozenset):
        if isinstance(value, base):
            return inner(base(value))
    return {"t": "reference", **refer(value)}


def _encode_array(numpy, value, blocks, inner):
    plain = numpy.asarray(value)
    if plain.dtype.kind in "biufcSUmM":
        block = blocks.add(memoryview(numpy.ascontiguousarray(plain).reshape(-1).view(numpy.uint8)))
        tag = "scalar" if isinstance(value, numpy.generic) else "array"
        return {"t": tag, "d": plain.dtype.str, "s": list(plain.shape), **block}
    if plain.dtype.kind == "O":
        return {"t": "objects", "s": list(plain.shape), "v": [inner(one) for one in plain.reshape(-1)]}
    raise CannotCross(f"an array of {plain.dtype} cannot cross")


_tensors = {
    "jax": ("Array", lambda jax, array: jax.numpy.asarray(array)),
    "torch": ("Tensor", lambda torch, array: torch.from_numpy(array)),
}
"""Libraries with arrays of their own: the type of these, and how to make one of an array of numpy."""


def _detached(numpy, tensor):
    """Its values alone, without what a library would need to differentiate it."""
    try:
        return numpy.asarray(tensor.detach() if hasattr(tensor, "detach") else tensor)
    except Exception as error:  # it may lie on another device, or hold no numbers
        raise CannotCross(f"an array of another library cannot cross: {error}") from None


def _decode_tensor(library, array):
    """An array of a library that this side has loaded, too, in the same precision; or else one of numpy."""
    module = sys.modules.get(library)
    if module is None or not isinstance(array, _numpy().ndarray):
        return array
    _, make = _tensors[library]
    made = make(module, array)
    return made if str(made.dtype).endswith(str(array.dtype)) else array


def _decode(value, data, resolve, depth):
    if depth > 2 * DEEPEST + 10:
        raise Broken("a message is nested too deeply")
    inner = lambda one: _decode(one, data, resolve, depth + 1)
    if isinstance(value, list):
        return [inner(one) for one in value]
    if not isinstance(value, dict):
        return value
    tag = value["t"]
    if tag in _simple:
        return _simple[tag]([inner(one) for one in value["v"]])
    if tag in ("array", "scalar", "objects"):
        return _decode_array(tag, value, data, inner)
    if tag == "reference":
        return resolve(value)
    if tag == "tensor":
        return _decode_tensor(value["of"], inner(value["v"]))
    if tag == "dict":
        return {inner(key): inner(one) for key, one in value["v"]}
    if tag == "int":
        return int(value["v"], 16)
    if tag == "float":
        return float(value["v"])
    if tag == "member":
        return _member(value["m"], value["n"], value["v"])
    if tag == "record":
        made = collections.namedtuple(value["n"], value["f"], rename=True)
        return made(*[inner(one) for one in value["v"]])
    return _decode_bytes(tag, _cut(value, data))


_simple = {
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "complex": lambda parts: complex(*parts),
    "range": lambda parts: range(*parts),
}


def _member(module, name, member):
    """A member of an enumeration that this side has loaded, too."""
    kind = getattr(sys.modules.get(module), name, None)
    if not isinstance(kind, enum.EnumMeta):
        raise Broken(f"{module}.{name} is no enumeration of this side")
    return kind[member]


def _cut(value, data):
    start, size = value["b"]
    if not 0 <= start <= start + size <= len(data):
        raise Broken("bytes that are not there")
    return data[start : start + size]


def _decode_bytes(tag, part):
    if tag == "floats":
        numbers = array.array("d")
        numbers.frombytes(part)
        return numbers.tolist()
    return {"bytes": bytes, "bytearray": bytearray}[tag](part)


def _decode_array(tag, value, data, inner):
    import numpy

    shape = tuple(int(size) for size in value["s"])
    if tag == "objects":
        made = numpy.empty(len(value["v"]), dtype=object)
        for index, one in enumerate(value["v"]):
            made[index] = inner(one)
        return made.reshape(shape)
    kind = numpy.dtype(value["d"])
    if kind.kind not in "biufcSUmM":
        raise Broken(f"an array of {kind}")
    made = numpy.ndarray(shape, kind, bytearray(_cut(value, data)))
    return made[()] if tag == "scalar" else made
