"""A process that has everything loaded and forks one process for each evaluation, or for each loading of a candidate.

It is the first process of its jail, so that nothing in there can end it. The engine sends one JSON document a line on
descriptor 3; descriptor 4 leads from the evaluator's zygote to the candidate's, which gets a connection for each process
that it shall fork.
"""

import germline_forks  # first, as it must hear what other modules register

import ast
import gc
import importlib
import json
import os
import random
import resource
import select
import shutil
import signal
import socket
import sys

import germline_confine

ENGINE, BROKER = 3, 4
MOST_DESCRIPTORS = 1 << 16
SCRATCH = os.environ["TMPDIR"]


class Zygote:
    def __init__(self, settings):
        self.settings = settings
        self._engine = socket.socket(fileno=ENGINE)
        self._heard = b""
        """What the engine has sent beyond the last line that was read."""
        self._children = set()
        self._own_files = {}
        """Names of the files that stay, by the folder."""
        self._seeded = None
        self.spent = 0.0
        """CPU time of the processes that have ended, in seconds."""
        self.largest = 0
        """Most memory of one of them, in KiB."""

    def ready(self, **found):
        """Says that everything is loaded, which no collection of garbage has to look at, or copy, in a fork."""
        gc.freeze()
        self.tell(ready=True, **found)

    def tell(self, **message):
        self._engine.sendall(json.dumps(message).encode() + b"\n")

    def hear(self):
        """The next message of the engine; the end of the engine is the end of all."""
        while b"\n" not in self._heard:
            part = self._engine.recv(1 << 16)
            if not part:
                os._exit(0)
            self._heard += part
        line, _, self._heard = self._heard.partition(b"\n")
        return json.loads(line)

    def fork(self, work, task):
        """Starts a process that does some work and ends; returns its number."""
        self._seed(task["seed"])
        pid = germline_forks.fork()
        if pid == 0:
            self._begin(work, task)
        self._children.add(pid)
        return pid

    def _begin(self, work, task):
        try:
            os.setsid()
            os.close(ENGINE)
            resource.setrlimit(resource.RLIMIT_CPU, (task["cpu"], task["cpu"]))
            if germline_forks.draws_seed:
                random.seed(task["seed"])
            work()
        finally:
            os._exit(70)

    def _seed(self, number):
        """Here, as the forked processes inherit it, and only where it changes."""
        if self._seeded != number:
            seed(number)
            self._seeded = number

    def ended(self, options=os.WNOHANG):
        """How forked processes ended that have ended, as far as they did not end well: by a signal, or 0, and an exit code."""
        ends = []
        while self._children:
            pid, *waited = os.wait4(-1, options)
            if pid == 0:
                break
            end = self._count(*waited)
            if end and pid in self._children:
                ends.append(end)
            self._children.discard(pid)
        return ends

    def _count(self, status, usage):
        self.spent += usage.ru_utime + usage.ru_stime
        self.largest = max(self.largest, usage.ru_maxrss)
        return {"signal": os.WTERMSIG(status), "code": os.WEXITSTATUS(status)} if status else None

    def end_all(self):
        """Ends every process of the jail but this one, and removes what they left; returns how those ended that were about to."""
        for pid in [1] if os.getpid() == 1 else self._children:
            kill(-pid)
        ends = self.ended(0)
        while os.getpid() == 1:
            try:
                self._count(*os.wait4(-1, 0)[1:])
            except ChildProcessError:
                break
        self._clean()
        return [end for end in ends if end["signal"] != signal.SIGKILL]

    def keep_files(self):
        """The files that are there now stay."""
        self._own_files = {folder: set(os.listdir(folder)) for folder in [SCRATCH, *self.settings["growing"]]}

    def _clean(self):
        for folder, own in self._own_files.items():
            for name in set(os.listdir(folder)) - own:
                remove(os.path.join(folder, name))

    def account(self):
        spent, largest = self.spent, self.largest
        self.spent, self.largest = 0.0, 0
        return {"cpu": 1000 * spent, "megabytes": largest / 1024}

    def wait(self, descriptors):
        """Waits until some of these descriptors, or the engine's, are readable; returns them."""
        if b"\n" in self._heard:  # two messages may come at once
            return [ENGINE, *select.select(descriptors, [], [], 0)[0]]
        return select.select([ENGINE, *descriptors], [], [])[0]


def remove(top):
    """Removes a file or folder, even where a candidate has made folders that nobody may enter, to keep what the next one could find."""
    if os.path.islink(top) or not os.path.isdir(top):
        os.unlink(top)
        return
    os.chmod(top, 0o700)
    for folder, names, _ in os.walk(top):
        for path in (os.path.join(folder, name) for name in names):
            if not os.path.islink(path):
                os.chmod(path, 0o700)
    shutil.rmtree(top, ignore_errors=True)


def restart(settings):
    """Begins again with other settings, in the place of this process and with its descriptors; it stays confined."""
    words = [sys.executable, "-B", __file__, json.dumps({**settings, "user": None})]
    os.execv(sys.executable, words)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # it has ended


def seed(number):
    random.seed(number)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(number % 2**32)


def preload(names):
    """Loads modules that processes will want; what is missing or fails is left to those that import it."""
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException:
            pass


def imports_of(path):
    """Names of the modules that a file imports, as far as it can be read."""
    try:
        with open(path, "rb") as file:
            nodes = list(ast.walk(ast.parse(file.read())))
    except (OSError, SyntaxError, ValueError):
        return []
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level]


def main():
    settings = json.loads(sys.argv[1])
    os.closerange(BROKER + 1, MOST_DESCRIPTORS)  # what the engine was started with passes through the jail
    germline_confine.confine(settings["user"], settings["limits"], settings["filter"])
    os.set_blocking(ENGINE, True)
    zygote = Zygote(settings)
    zygote.keep_files()
    role = importlib.import_module(f"germline_{settings['role']}_zygote")
    preload(["numpy", "numpy.random"])
    role.run(zygote)


if __name__ == "__main__":
    main()
