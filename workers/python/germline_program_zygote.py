"""The zygote of candidates: it forks one process for each time that an evaluator loads the candidate."""

import os
import socket

import germline_serve
import germline_zygote
from germline_zygote import BROKER, ENGINE


def run(zygote):
    os.set_blocking(BROKER, True)
    path = zygote.settings["program"]
    germline_zygote.preload(germline_zygote.imports_of(path))
    broker = socket.socket(fileno=BROKER)
    zygote.ready()
    while True:
        serve(zygote, broker, path, zygote.hear())


def serve(zygote, broker, path, task):
    """Forks processes until the engine ends the evaluation, and then says how they ended."""
    running, ends = [], []
    while True:
        readable = zygote.wait([BROKER, *running])
        for descriptor in set(readable) & set(running):
            running.remove(descriptor)
            ends.append(zygote.reap(descriptor))
        if BROKER in readable:
            _, (connection, *_), _, _ = socket.recv_fds(broker, 1, 1)
            running.append(zygote.fork(lambda: begin(connection, path), task))
            os.close(connection)
        if ENGINE in readable:
            zygote.hear()
            zygote.end_all()
            return zygote.tell(ends=[end for end in ends if end], **zygote.account())


def begin(connection, path):
    os.close(BROKER)
    germline_serve.serve(connection, path)
