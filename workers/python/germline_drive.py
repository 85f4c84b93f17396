"""Evaluators that drive candidates and judge their evidence.

`drive` runs beside the candidate, in its process, and arrives there as text; `score` runs where no candidate is. Inputs
are made once, from the seed of the run.
"""

import ast
import dis
import inspect
import os
import sys
import traceback
import types

import germline_candidate
import germline_zygote


class Judge:
    """The functions of an evaluator's module: what is the same for all candidates is prepared once."""

    def __init__(self, settings):
        self._module = sys.modules["evaluation_module"]
        self._file = os.path.basename(settings["evaluator"])
        self._text = text_of(settings["evaluator"], vars(self._module))
        self._inputs = {stage: self._make_inputs(settings["seed"], stage) for stage in settings["stages"]}

    def evaluate(self, stage):
        """The result of `score`, or how it failed."""
        inputs = self._inputs[stage]
        evidence = [germline_candidate.drive(self._text, self._file, one) for one in inputs]
        try:
            return self._module.score(evidence, inputs)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            return {"broken": f"{type(error).__name__}: {error} ({self._file}:{where.lineno})"}

    def _make_inputs(self, seed, stage):
        inputs = getattr(self._module, "inputs", [None])
        if callable(inputs):
            germline_zygote.seed(seed)
            inputs = inputs(*(seed, stage)[: len(inspect.signature(inputs).parameters)])
        inputs = list(inputs)
        if not inputs:
            raise ValueError("inputs is empty: drive is called once for each of them")
        return inputs


def text_of(path, defined):
    """The text of `drive` below the imports and constants that it uses; its lines keep their numbers.

    Raises NameError where it uses something else of its file, which is not there beside a candidate.
    """
    with open(path, encoding="utf8") as file:
        source = file.read()
    body = ast.parse(source).body
    drive = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == "drive"][-1]
    first = min(node.lineno for node in [drive, *drive.decorator_list])
    text = "\n".join(source.splitlines()[first - 1 : drive.end_lineno])
    used = globals_of(compile(f"{_UNREAD_TYPES}\n{text}", path, "exec", dont_inherit=True)) & set(defined)
    imports = [one for node in body if isinstance(node, (ast.Import, ast.ImportFrom)) for one in split(node)]
    taken = [*imports, *constants(body, defined)]
    expect_no_others(used - {name for name, _ in taken} - {"drive"}, os.path.basename(path))
    needed = [statement for name, statement in taken if name in used]
    return "; ".join([_UNREAD_TYPES, *needed]) + "\n" * max(1, first - 1) + text


_UNREAD_TYPES = "from __future__ import annotations"
"""Types of parameters are no use of a name."""


def expect_no_others(names, file):
    if names:
        raise NameError(
            f"drive runs beside the candidate and cannot use {', '.join(sorted(names))} of {file}: "
            "pass it with the inputs, or define it inside drive"
        )


def globals_of(code):
    """Names that a compiled text, and functions in it, take from outside."""
    loads = ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS")
    own = {one.argval for one in dis.get_instructions(code) if one.opname in loads}
    return own.union(*[globals_of(one) for one in code.co_consts if isinstance(one, types.CodeType)])


def constants(body, defined):
    """Each name that has plain data as its value, such as `SIZE = 20`, with the statement that says so."""
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if is_literal(node.value, defined.get(name)):
                yield name, ast.unparse(node)


def is_literal(node, value):
    """Whether a text says plain data, and that is the value: the file may have changed it further down."""
    try:
        return ast.literal_eval(node) == value
    except ValueError:
        return False


def split(node):
    """Each name that a statement imports, with a statement for it alone."""
    for alias in node.names:
        is_from = isinstance(node, ast.ImportFrom)
        alone = ast.ImportFrom(node.module, [alias], node.level) if is_from else ast.Import([alias])
        yield alias.asname or alias.name.partition(".")[0], ast.unparse(alone)
