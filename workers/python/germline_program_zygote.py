"""The zygote of candidates: it forks one process for each time that an evaluator loads the candidate."""

import os
import socket

import germline_serve
import germline_zygote
from germline_zygote import BROKER


def run(zygote):
    os.set_blocking(BROKER, True)
    path = zygote.settings["program"]
    germline_zygote.preload(germline_zygote.imports_of(path))
    broker = socket.socket(fileno=BROKER)
    zygote.ready()
    while True:
        serve(zygote, broker, path, zygote.hear())


def serve(zygote, broker, path, task):
    """Forks processes until the evaluator's zygote ends the evaluation, and then says how they ended."""
    ends = []
    while True:
        said, connections, _, _ = socket.recv_fds(broker, 1, 1)
        ends += zygote.ended()
        if not connections:
            break
        zygote.fork(lambda: begin(connections[0], path), task)
        os.close(connections[0])
    if not said:
        os._exit(0)  # the evaluator's zygote has ended
    ends += zygote.end_all()
    zygote.tell(ends=ends, **zygote.account())


def begin(connection, path):
    os.close(BROKER)
    germline_serve.serve(connection, path)
