"""The one worker of a sandbox: takes records from the channel and runs calls one after another, in the order of arrival."""

import posix
import sys
from _collections import deque
from posix import close, dup
from time import monotonic, time

from reflow._channel import (
    CANCEL,
    FAILED,
    LARGEST_PAYLOAD,
    LOAD,
    LOAD_FAILED,
    LOADED,
    LOG,
    PROCESS,
    READY,
    SHARE,
    STATE_RESULT,
    UNLOAD,
    Channel,
)
from reflow._context import ActorContext, Outputs, is_stream
from reflow._instance import Instance
from reflow._message import Message
from reflow._output import LoggingHook, Printed, level_named
from reflow._state import Operation
from reflow._text import parse, write_plain

_RETURNED = 1
_WITH_TIMESTAMP = 1
_WITH_SHARED = 2
_TIMESTAMP = "\0t"
_SHARED = "\0r"
# The messages of an actor that takes longer than this leave as soon as they are sent; those of a quick one together.
_QUICK_SECONDS = 0.002
_BURST_SECONDS = 0.0005
_LOOK_SECONDS = 0.005
_LONGEST_LOG = 1 << 16


class Cancelled(BaseException):
    """Thrown into a call that the host has given up."""


async def _no_steps():
    pass


_coroutine = _no_steps()
CoroutineType = type(_coroutine)
_coroutine.close()


class Begun:
    """A coroutine that has taken its first step and waits for something."""

    __slots__ = ("_coroutine", "_waiting")

    def __init__(self, coroutine, waiting):
        self._coroutine = coroutine
        self._waiting = waiting

    def __await__(self):
        coroutine, waiting = self._coroutine, self._waiting
        while True:
            try:
                answer = yield waiting
            except BaseException as error:
                step, argument = coroutine.throw, error
            else:
                step, argument = coroutine.send, answer
            try:
                waiting = step(argument)
            except StopIteration as end:
                return end.value


class Worker:
    def __init__(self, channel):
        self.channel = channel
        self._pending = deque()
        self._instances = {}
        self._active = None
        self._operations = {}
        self._next_operation = 0
        self._call = 0
        self._log_instance = 0
        self._is_cancelled = False
        self._task = None
        self._loop = None
        self._wake = None
        self._flush_is_due = False
        self._last_flush = 0.0
        self._call_began = 0.0
        self._last_look = 0.0
        # Values of more bytes than this pass through shared memory where there is some; larger ones than a frame takes never do.
        self.shared_from = LARGEST_PAYLOAD
        self._terms = None
        self._shared = None
        # What tells of a failure has to be read from files, though the actor may hold all descriptors that it may have.
        self._spare = dup(2)
        self._out, self._err = self._prints = (Printed(self.log, "info", 1), Printed(self.log, "error", 2))

    def serve(self):
        """Works until the host closes the channel."""
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__ = self._prints
        # Integers keep all their digits (M3); what takes too long to write is over time.
        if hasattr(sys, "set_int_max_str_digits"):
            sys.set_int_max_str_digits(0)
        # Pyodide has no processes.
        if hasattr(posix, "register_at_fork"):
            posix.register_at_fork(after_in_child=self._leave_channel)
        sys.meta_path.insert(0, LoggingHook(self._err))
        version = ".".join(map(str, sys.version_info[:3]))
        self.channel.put(READY, 0, 0, 0, payload=f'{{"runtime":"python","version":"{version}"}}'.encode())
        self.channel.flush()
        while True:
            self._take(self.channel.receive())
            self._call_began = monotonic()
            while self._pending:
                self._begin(*self._pending.popleft())
                if self._loop is not None:
                    self._loop.run_until_complete(self._serve_in_loop())
                if self._last_flush - self._last_look > _LOOK_SECONDS:
                    self._look()

    def _leave_channel(self):
        """In a process that the actor forked."""
        self.channel = self.channel.forked(parse)
        for printed in self._prints:
            printed._rest = ""

    # What comes in.

    def _take(self, records):
        for record in records:
            kind, _, instance, call, text = record
            if kind == STATE_RESULT:
                operation = self._operations.pop(call, None)
                if operation is not None:
                    operation.answer(text)
            elif kind == CANCEL:
                self._cancel(call)
            elif kind == SHARE:
                self._terms = parse(text)
                self.shared_from = self._terms["threshold"]
                if self._shared is not None:
                    self._shared.agree(self._terms)
            elif kind == LOAD and instance in self._instances:
                self._put_first(record)
            else:
                self._pending.append(record)

    def _put_first(self, record):
        """New code takes over between two messages: before those that wait, after code that came earlier."""
        place = 0
        while place < len(self._pending) and self._pending[place][0] == LOAD:
            place += 1
        self._pending.insert(place, record)

    def _look(self):
        """While calls wait, new code and cancellations must not wait behind them."""
        if self._last_flush - self._last_look > _LOOK_SECONDS:
            self._last_look = self._last_flush
            self._take(self.channel.receive_waiting())

    def _cancel(self, call):
        if call == self._call:
            self._is_cancelled = True
            if self._task is not None:
                self._task.cancel()
            return
        for record in self._pending:
            if record[0] == PROCESS and record[3] == call:
                self._pending.remove(record)
                self.channel.put(FAILED, 0, record[2], call, payload=_cancelled_failure())
                self.channel.flush()
                return

    def _begin(self, kind, flags, number, call, text):
        """Handles a record; a call's coroutine is left to the event loop when there is one."""
        if kind == PROCESS:
            instance = self._instances.get(number)
            coroutine = self._process(instance, number, call, flags, text)
            if coroutine is not None:
                if self._loop is None:
                    self._drive(coroutine)
                else:
                    self._loop.run_until_complete(self._finish_task(coroutine, instance, call))
            self._end_call(instance)
        elif kind == LOAD:
            self._load(number, call, text)
        elif kind == UNLOAD:
            instance = self._instances.pop(number, None)
            if instance is not None and self._active is instance:
                self._activate(None)

    # Loading.

    def _load(self, number, call, text):
        self._log_instance, self._call = number, call
        instance = None
        try:
            load = parse(text)
            instance = Instance(self, number, load)
            self._activate(instance)
            instance.start(load["function"])
        except BaseException as error:
            files = instance.bundle.files if instance is not None else {}
            self._finish_prints()
            self._activate(None)
            self.channel.put(LOAD_FAILED, 0, number, call, payload=self._describe(error, files, None))
        else:
            self._finish_prints()
            self._instances[number] = instance
            self.channel.put(LOADED, 0, number, call)
            if instance.uses_asyncio and self._loop is None:
                self._make_loop()
        self._call = 0
        self.flush()

    def _activate(self, instance):
        if self._active is instance:
            return
        if self._active is not None:
            self._active.bundle.deactivate()
        self._active = instance
        if instance is not None:
            instance.bundle.activate()

    # One call.

    def _process(self, instance, number, call, flags, text):
        """Runs a call; answers a coroutine when it has to wait for something."""
        self._log_instance = number
        self._call = call
        self._is_cancelled = False
        if instance is None:
            failure = b'{"type":"NotLoaded","message":"the actor is not loaded","stack":"","port":null}'
            self.channel.put(FAILED, 0, number, call, payload=failure)
            return None
        if self._active is not instance:
            self._activate(instance)
        context = None
        try:
            raw = parse(text)
            context = ActorContext(self, instance, call, raw, '"type"' in text)
            if flags & _WITH_SHARED:
                context.regions = raw.pop(_SHARED)
            if flags & _WITH_TIMESTAMP:
                context.restore(raw.pop(_TIMESTAMP))
            if self._loop is None:
                result = instance.function(context)
                if type(result) is CoroutineType:
                    if "asyncio" in sys.modules:
                        # It came from a plain function, or asyncio from the call before: nobody could know at the start.
                        self._make_loop()
                        return self._finish_waiting(instance, context, result)
                    # Most coroutines never wait: then a first step is all that they need.
                    try:
                        waiting = result.send(None)
                    except StopIteration as end:
                        result = end.value
                    else:
                        return self._finish_waiting(instance, context, Begun(result, waiting))
            else:
                result = self._call_outside_loop(instance, context)
            if result is not None:
                if type(result) is not dict and hasattr(type(result), "__await__"):
                    return self._finish_waiting(instance, context, result)
                waiting = self._deliver(instance, context, result)
                if waiting is not None:
                    return self._finish_delivery(instance, context, waiting)
            self._complete(instance, context)
        except BaseException as error:
            self._fail(instance, context, call, error)
        return None

    def share(self, value, is_bytes, instance, call, port):
        """Puts a large value in shared memory; answers what announces it, None when it must go in a frame."""
        if self._terms is None:
            return None
        return self._shared_memory().write(value, is_bytes, instance.actor_id, call, port)

    def _shared_memory(self):
        if self._shared is None:
            from reflow._shared import SharedMemory

            self._shared = SharedMemory(self.channel, self._terms)
        return self._shared

    def read_shared(self, port, region, is_mapped=False):
        """What lies in shared memory for an inport: its bytes, whether they are the value, and whether they are mapped."""
        memory = self._shared_memory()
        try:
            return memory.map(*region) if is_mapped else memory.read(*region)
        except (OSError, ValueError) as problem:
            raise ValueError(f'inport "{port}": a value in shared memory cannot be read: {problem}') from None

    def _call_outside_loop(self, instance, context):
        """A plain function may want a loop of its own (`asyncio.run`)."""
        if instance.uses_asyncio:
            return instance.function(context)
        from asyncio import _set_running_loop

        _set_running_loop(None)
        try:
            return instance.function(context)
        finally:
            _set_running_loop(self._loop)

    async def _finish_waiting(self, instance, context, result):
        try:
            waiting = self._deliver(instance, context, await result)
            if waiting is not None:
                await waiting
            self._complete(instance, context)
        except BaseException as error:
            self._fail(instance, context, context._call, error)

    async def _finish_delivery(self, instance, context, waiting):
        try:
            await waiting
            self._complete(instance, context)
        except BaseException as error:
            self._fail(instance, context, context._call, error)

    def _complete(self, instance, context):
        context.is_over = True
        if self._out._rest or self._err._rest:
            self._finish_prints()
        self.channel.complete(instance.number, context._call)

    def _fail(self, instance, context, call, error):
        port = None
        if context is not None:
            context.is_over = True
            port = context.port or next(iter(context._raw), None) or next(iter(context.regions), None)
        self._finish_prints()
        if isinstance(error, Cancelled) or (self._is_cancelled and type(error).__name__ == "CancelledError"):
            failure = _cancelled_failure()
        else:
            failure = self._describe(error, instance.bundle.files, port)
        self.channel.put(FAILED, 0, instance.number, call, payload=failure)

    def _end_call(self, instance):
        self._call = 0
        if self._shared is not None:
            self._shared.end_leases()
        self.flush()
        began, self._call_began = self._call_began, self._last_flush
        if instance is not None:
            if self._last_flush - began > _QUICK_SECONDS:
                instance.eager = 100
            elif instance.eager > 0:
                instance.eager -= 1

    def _describe(self, error, files, port):
        active = self._active
        self._activate(None)
        self._free_spare()
        try:
            from reflow._failure import describe

            return write_plain(describe(error, files, port))
        except BaseException as problem:
            return write_plain({"type": type(error).__name__, "message": repr(problem), "stack": "", "port": port})
        finally:
            self._activate(active)

    def _free_spare(self):
        spare, self._spare = self._spare, None
        if spare is not None:
            try:
                close(spare)
            except OSError:
                pass

    # Results.

    def _deliver(self, instance, context, result, flags=_RETURNED):
        """Sends what a call returned, or yielded; answers a coroutine when a stream has to be waited for."""
        if result is None:
            return None
        kind = type(result)
        if kind is Outputs:
            for port, value in result.items():
                if not context.was_sent(port, value):
                    context.emit(port, value, flags)
            return None
        if isinstance(result, dict) or (hasattr(kind, "keys") and hasattr(kind, "__getitem__")):
            streams = None
            for port, value in result.items() if kind is dict else [(port, result[port]) for port in result.keys()]:
                if is_stream(value):
                    streams = streams or []
                    streams.append((port, value.data if isinstance(value, Message) else value))
                else:
                    context.emit(port, value, flags)
            return None if streams is None else self._stream_all(context, streams)
        if is_stream(result):
            if isinstance(result, Message):
                return self.stream(context, instance.only_outport, result.data, 0)
            return self._stream_results(instance, context, result)
        context.emit(instance.only_outport, result, flags)
        return None

    async def _stream_all(self, context, streams):
        for port, items in streams:
            await self.stream(context, port, items, 0)

    async def stream(self, context, port, items, flags):
        """Sends the items of a generator one by one, at the pace at which the host takes them."""
        instance = context._instance
        if hasattr(items, "__aiter__"):
            async for item in items:
                context.emit(port, item, flags)
                self._after_item(instance)
        else:
            for item in items:
                context.emit(port, item, flags)
                self._after_item(instance)

    async def _stream_results(self, instance, context, results):
        """An actor that is a generator: each item is a mapping, or a value for the only outport. Items count as sent."""
        if hasattr(results, "__aiter__"):
            async for item in results:
                waiting = self._deliver(instance, context, item, 0)
                if waiting is not None:
                    await waiting
                self._after_item(instance)
        else:
            for item in results:
                waiting = self._deliver(instance, context, item, 0)
                if waiting is not None:
                    await waiting
                self._after_item(instance)

    def _after_item(self, instance):
        self.flush_soon(instance)
        self._look()
        if self._is_cancelled:
            raise Cancelled

    # What goes out.

    def flush(self):
        """Sends all that is buffered."""
        self._last_flush = monotonic()
        self.channel.flush()

    def flush_soon(self, instance):
        """Sends what is buffered now, unless in a burst: then it leaves with the next message or at the end of the call."""
        if instance.eager > 0 or monotonic() - self._last_flush > _BURST_SECONDS:
            self.flush()

    def log(self, level, text):
        record = {"level": level_named(level), "text": str(text)[:_LONGEST_LOG], "timestamp": int(time() * 1000)}
        self.channel.put(LOG, 0, self._log_instance, self._call, payload=write_plain(record))
        instance = self._instances.get(self._log_instance)
        if instance is None:
            self.flush()
        else:
            self.flush_soon(instance)

    def _finish_prints(self):
        for printed in self._prints:
            if printed._rest:
                printed.finish()

    def issue(self, kind, instance, payload, default):
        """Sends a state operation; its answer is awaited later."""
        self._next_operation += 1
        number = self._next_operation
        future = None if self._loop is None else self._loop.create_future()
        operation = self._operations[number] = Operation(default, future)
        self.channel.put(kind, 0, instance.number, number, payload=payload)
        if self._loop is not None and not self._flush_is_due:
            self._flush_is_due = True
            self._loop.call_soon(self._flush_in_loop)
        return operation

    # Waiting: by hand, or under asyncio for actors that use it.

    def _drive(self, coroutine):
        waiting = None
        while True:
            try:
                waiting = coroutine.send(None)
                if type(waiting) is not Operation:
                    coroutine.throw(RuntimeError("only context's own operations can be awaited here; import asyncio in the file"))
                while not waiting.is_done and not self._is_cancelled:
                    self.flush()
                    self._take(self.channel.receive())
                if self._is_cancelled:
                    coroutine.throw(Cancelled())
            except StopIteration:
                return

    def _make_loop(self):
        from reflow._asyncio import new_loop

        self._loop = new_loop()
        self._loop.set_exception_handler(self._background_failure)
        self._loop.add_reader(self.channel.fileno(), self._on_readable)

    def _on_readable(self):
        # A look between calls may have taken what was announced.
        self._take(self.channel.receive_waiting())
        if self._wake is not None and self._pending and not self._wake.done():
            self._wake.set_result(None)

    def _flush_in_loop(self):
        self._flush_is_due = False
        self.flush()

    def _background_failure(self, _loop, details):
        error = details.get("exception")
        if error is None:
            self.log("error", details.get("message", "a background task failed"))
        else:
            files = self._active.bundle.files if self._active is not None else {}
            self.log("error", parse(self._describe(error, files, None).decode())["stack"])
        self.flush()

    async def _serve_in_loop(self):
        """As `serve`, forever, with the event loop running so that background tasks do, too."""
        while True:
            self._call_began = monotonic()
            while self._pending:
                kind, flags, number, call, text = self._pending.popleft()
                if kind != PROCESS:
                    self._begin(kind, flags, number, call, text)
                    continue
                instance = self._instances.get(number)
                coroutine = self._process(instance, number, call, flags, text)
                if coroutine is not None:
                    await self._finish_task(coroutine, instance, call)
                self._end_call(instance)
                self._look()
            self._wake = self._loop.create_future()
            await self._wake
            self._wake = None

    async def _finish_task(self, coroutine, instance, call):
        self._task = self._loop.create_task(coroutine)
        try:
            await self._task
        except BaseException as error:
            self._fail(instance, None, call, error)
        self._task = None


def _cancelled_failure():
    return b'{"type":"Cancelled","message":"the message was cancelled","stack":"","port":null}'


def main(descriptor_in=3, descriptor_out=None):
    Worker(Channel(descriptor_in, descriptor_out)).serve()
