"""Entry of the Python runner in Pyodide: the usual runner, its channel on the link that the worker has to the host."""

import asyncio
import json
import os
import sys

import _reflow_link as link
from pyodide.ffi import to_js

sys.path.insert(0, "/runner")
os.environ.clear()
os.environ.update(json.loads(link.environment()))
# What leads from Python into the worker's JavaScript is not an actor's business.
for name in ("js", "pyodide_js", "_reflow_link"):
    sys.modules.pop(name, None)

from reflow import _asyncio, _channel, _output, _worker  # noqa: E402


class Posix:
    """The calls of the operating system that the channel makes; there is one descriptor."""

    @staticmethod
    def read(_descriptor, size):
        return link.read(size).to_bytes()

    @staticmethod
    def write(_descriptor, data):
        link.write(to_js(memoryview(data)))
        return len(data)

    @staticmethod
    def _exit(code):
        link.exit(code)


class LinkChannel(_channel.Channel):
    def receive_waiting(self):
        return self.receive() if link.waiting() else ()

    def receive_soon(self):
        return self.receive()


def new_loop():
    class LinkLoop(asyncio.BaseEventLoop):
        """An event loop that waits for the host, and for nothing else that could become readable."""

        def __init__(self):
            super().__init__()
            self._selector = self
            self._reader = None

        def add_reader(self, _descriptor, callback, *values):
            self._reader = asyncio.Handle(callback, values, self)

        def select(self, timeout):
            if not link.waiting() and timeout != 0:
                link.pause(1e9 if timeout is None else timeout * 1000)
            return link.waiting()

        def _process_events(self, waiting):
            if waiting and self._reader is not None:
                self._ready.append(self._reader)

        def _write_to_self(self):
            pass

        def run_in_executor(self, _executor, function, *values):
            future = self.create_future()
            try:
                future.set_result(function(*values))
            except BaseException as error:
                future.set_exception(error)
            return future

    class LinkPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
        _loop_factory = LinkLoop

    asyncio.events._event_loop_policy = LinkPolicy()
    loop = LinkLoop()
    asyncio.set_event_loop(loop)
    return loop


# Pyodide counts the browser's event loop as running, which waits for nothing here.
asyncio.events._set_running_loop(None)
_channel.posix = Posix
_channel._hide = lambda descriptor: descriptor
_asyncio.new_loop = new_loop
worker = _worker.Worker(LinkChannel(3))
# It came with asyncio, before the runner could wait for it.
_output._hook_logging(sys.modules["logging"], worker._err)
worker.serve()
