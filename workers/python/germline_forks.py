"""Forks of a process that has one thread: without the work that only threads make necessary.

After a fork, modules of Python make their locks again and draw a new seed. Where there is one thread nobody holds a lock,
and a zygote sets a seed of its own; yet that work writes to 150 pages of memory, each of which the kernel then copies: a
third of what a fork costs. It is left out only of the zygote's own forks. To be imported before these modules.
"""

import _thread
import os
import sys

_NEEDLESS = {"logging", "random", "threading"}
_is_late = "random" in sys.modules
"""The start of Python has loaded that module already."""
_register = os.register_at_fork
_is_own = False
draws_seed = True
"""Whether the process that was forked last has drawn a seed of its own all the same."""


def fork():
    global _is_own, draws_seed
    _is_own = _thread._count() == 0
    draws_seed = _is_late or not _is_own
    try:
        return os.fork()
    finally:
        _is_own = False


_needless = {"before": [], "after_in_parent": [], "after_in_child": []}
"""Hooks of these modules, by when they run."""


def _register_unless_own(**hooks):
    if sys._getframe(1).f_globals.get("__name__") not in _NEEDLESS:
        return _register(**hooks)
    for when, hook in hooks.items():
        _needless[when].append(hook)


def _run(hooks):
    if not _is_own:
        for hook in hooks:
            hook()


_register(
    before=lambda: _run(reversed(_needless["before"])),
    after_in_parent=lambda: _run(_needless["after_in_parent"]),
    after_in_child=lambda: _run(_needless["after_in_child"]),
)
os.register_at_fork = _register_unless_own
