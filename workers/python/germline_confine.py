"""What a process gives up before it runs anything of the user's or a candidate's."""

import ctypes
import os
import resource

_LIMITS = {
    "data": resource.RLIMIT_DATA,
    "file": resource.RLIMIT_FSIZE,
    "processes": resource.RLIMIT_NPROC,
}
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]


def confine(user, limits, filter_code):
    """Becomes another user where there is one, sets limits, and installs a filter of system calls (hex of its code)."""
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    for name, value in limits.items():
        resource.setrlimit(_LIMITS[name], (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if filter_code:
        _install(bytes.fromhex(filter_code))


def _install(code):
    system = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    _control(system, _NO_NEW_PRIVS, 1)
    _control(system, _SECCOMP, _FILTER, ctypes.addressof(program))


def _control(system, option, *values):
    """The system call prctl."""
    whole = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    if system.prctl(option, *whole) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option} is refused")
