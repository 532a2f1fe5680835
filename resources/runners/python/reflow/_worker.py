"""The one worker of a sandbox: takes records from the channel and runs calls one after another, in the order of arrival."""

import posix
import sys
from _collections import deque
from _thread import get_ident
from posix import close, dup
from time import monotonic, time

from reflow._channel import (
    CANCEL,
    FAILED,
    LOAD,
    LOAD_FAILED,
    LOADED,
    LOADING,
    LOG,
    PROCESS,
    READY,
    SHARE,
    STATE_RESULT,
    UNLOAD,
    Channel,
)
from reflow._context import ActorContext
from reflow._delivery import deliver
from reflow._instance import Instance
from reflow._output import LoggingHook, Printed, level_named
from reflow._sharing import Sharing
from reflow._state import Cancelled, Operation
from reflow._text import parse, write_plain
from reflow._waiting import Begun, CoroutineType, drive

_WITH_TIMESTAMP = 1
_WITH_SHARED = 2
_TIMESTAMP = "\0t"
_SHARED = "\0r"
# The messages of an actor that takes longer than this leave as soon as they are sent; those of a quick one together.
_QUICK_SECONDS = 0.002
_BURST_SECONDS = 0.0005
_LOOK_SECONDS = 0.005
_LONGEST_LOG = 1 << 16
_NOT_LOADED = b'{"type":"NotLoaded","message":"the actor is not loaded","stack":"","port":null}'
_CANCELLED = b'{"type":"Cancelled","message":"the message was cancelled","stack":"","port":null}'


class Worker:
    def __init__(self, channel):
        self.channel = channel
        self.sharing = Sharing(channel)
        self.pending = deque()
        self._instances = {}
        self._active = None
        self._operations = {}
        self._next_operation = 0
        self._call = 0
        self._log_instance = 0
        self._is_cancelled = False
        # Whether plain code of an actor is at work, which cannot await: answers of the state are waited for on its behalf.
        self._is_plain = False
        # Made for the first actor that uses asyncio.
        self._loop = None
        self._last_flush = 0.0
        self._call_began = 0.0
        self._last_look = 0.0
        self._thread = get_ident()
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
            self.begin_turn()
            while self.pending:
                kind, flags, number, call, text = self.pending.popleft()
                coroutine = self.begin(kind, flags, number, call, text)
                if coroutine is not None:
                    if self._loop is None:
                        drive(coroutine, self.wait_for)
                    else:
                        self._loop.finish(coroutine, number, call)
                    self.end_call(number)
                if self._loop is not None:
                    self._loop.serve()
                self.look()

    def _leave_channel(self):
        """In a process that the actor forked."""
        self.channel = self.channel.forked(parse)
        for printed in self._prints:
            printed._rest = ""

    # What comes in.

    def _take(self, records):
        for record in records:
            kind, _, instance, call, text = record
            if kind == PROCESS:
                self.pending.append(record)
            elif kind == STATE_RESULT:
                operation = self._operations.pop(call, None)
                if operation is not None:
                    operation.answer(text)
            elif kind == CANCEL:
                self._cancel(call)
            elif kind == SHARE:
                self.sharing.agree(text)
            elif kind == LOAD and instance in self._instances:
                self._put_first(record)
            else:
                self.pending.append(record)

    def take_waiting(self):
        """Takes what has come, without waiting."""
        self._take(self.channel.receive_waiting())

    def _put_first(self, record):
        """New code takes over between two messages: before those that wait, after code that came earlier."""
        place = 0
        while place < len(self.pending) and self.pending[place][0] == LOAD:
            place += 1
        self.pending.insert(place, record)

    def look(self):
        """While calls wait, new code and cancellations must not wait behind them."""
        if self._last_flush - self._last_look > _LOOK_SECONDS:
            self._last_look = self._last_flush
            self.take_waiting()

    def _cancel(self, call):
        if call == self._call:
            self._is_cancelled = True
            if self._loop is not None:
                self._loop.cancel()
            return
        for record in self.pending:
            if record[0] == PROCESS and record[3] == call:
                self.pending.remove(record)
                self.channel.put(FAILED, 0, record[2], call, payload=_CANCELLED)
                self.channel.flush()
                return

    def begin_turn(self):
        """Calls that had waited are charged for no time before this."""
        self._call_began = monotonic()

    def begin(self, kind, flags, number, call, text):
        """Handles a record; answers the coroutine of a call that has to wait for something, which `end_call` follows."""
        if kind == PROCESS:
            coroutine = self._process(number, call, flags, text)
            if coroutine is not None:
                return coroutine
            self.end_call(number)
        elif kind == LOAD:
            self._load(number, call, text)
        elif kind == UNLOAD:
            instance = self._instances.pop(number, None)
            if instance is not None and self._active is instance:
                self._activate(None)
        return None

    # Loading.

    def _load(self, number, call, text):
        self._log_instance, self._call = number, call
        self.channel.put(LOADING, 0, number, call)
        self.flush()
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
            if instance.uses_asyncio:
                self._need_loop()
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

    def _need_loop(self):
        if self._loop is None:
            from reflow._asyncio import Loop

            self._loop = Loop(self)

    # One call.

    def _process(self, number, call, flags, text):
        """Runs a call; answers a coroutine when it has to wait for something."""
        instance = self._instances.get(number)
        self._log_instance = number
        self._call = call
        self._is_cancelled = False
        if instance is None:
            self.channel.put(FAILED, 0, number, call, payload=_NOT_LOADED)
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
            self._is_plain = True
            if self._loop is None:
                result = instance.function(context)
                self._is_plain = False
                if type(result) is CoroutineType:
                    if "asyncio" in sys.modules:
                        # It came from a plain function, or asyncio from the call before: nobody could know at the start.
                        self._need_loop()
                        return self._finish(instance, context, result)
                    # Most coroutines never wait: then a first step is all that they need.
                    try:
                        waiting = result.send(None)
                    except StopIteration as end:
                        result = end.value
                    else:
                        return self._finish(instance, context, Begun(result, waiting))
            elif instance.uses_asyncio:
                result = instance.function(context)
            else:
                result = self._loop.call_outside(instance.function, context)
            self._is_plain = False
            if result is not None:
                if type(result) is not dict and hasattr(type(result), "__await__"):
                    return self._finish(instance, context, result)
                waiting = deliver(context, result)
                if waiting is not None:
                    return self._finish(instance, context, waiting)
            self._complete(instance, context)
        except BaseException as error:
            self._is_plain = False
            self.fail(number, context, call, error)
        return None

    def plain_items(self, items):
        """The items of a plain generator, made as a plain function is called."""
        items = iter(items)
        if get_ident() != self._thread:
            yield from items
            return
        while True:
            was_plain, self._is_plain = self._is_plain, True
            try:
                item = next(items) if self._loop is None else self._loop.call_outside(next, items)
            except StopIteration:
                return
            finally:
                self._is_plain = was_plain
            yield item

    async def _finish(self, instance, context, waiting):
        """Ends a call that has to wait: for its function, or, which answers None, for what it returned."""
        try:
            waiting = deliver(context, await waiting)
            if waiting is not None:
                await waiting
            self._complete(instance, context)
        except BaseException as error:
            self.fail(instance.number, context, context._call, error)

    def _complete(self, instance, context):
        context.is_over = True
        if self._out._rest or self._err._rest:
            self._finish_prints()
        self.channel.complete(instance.number, context._call)

    def fail(self, number, context, call, error):
        """Tells the host of a call that failed; `context` is None when it failed outside of the actor."""
        port = None
        if context is not None:
            context.is_over = True
            port = context.port or next(iter(context._raw), None) or next(iter(context.regions), None)
        self._finish_prints()
        if isinstance(error, Cancelled) or (self._is_cancelled and type(error).__name__ == "CancelledError"):
            failure = _CANCELLED
        else:
            failure = self._describe(error, self._instances[number].bundle.files, port)
        self.channel.put(FAILED, 0, number, call, payload=failure)

    def end_call(self, number):
        """After each call, however it ended."""
        self._call = 0
        self.sharing.end_call()
        self.flush()
        began, self._call_began = self._call_began, self._last_flush
        instance = self._instances.get(number)
        if instance is not None:
            if self._last_flush - began > _QUICK_SECONDS:
                instance.eager = 100
            elif instance.eager > 0:
                instance.eager -= 1

    def end_item(self, instance):
        """After each item of a stream."""
        self.flush_soon(instance)
        self.look()
        if self._is_cancelled:
            raise Cancelled

    def _describe(self, error, files, port):
        active = self._active
        self._activate(None)
        self._free_spare()
        try:
            from reflow._failure import describe

            return write_plain(describe(error, files, port))
        except BaseException:
            # What tells more cannot be had: no descriptor is left, or the actor has taken modules away.
            return write_plain({"type": type(error).__name__, "message": _text_of(error), "stack": "", "port": port})
        finally:
            self._activate(active)

    def _free_spare(self):
        spare, self._spare = self._spare, None
        if spare is not None:
            try:
                close(spare)
            except OSError:
                pass

    # State.

    def issue(self, kind, instance, payload, default):
        """Sends a state operation. Its answer is awaited later, or is at hand where plain code asks."""
        self._next_operation += 1
        number = self._next_operation
        loop = self._loop
        operation = self._operations[number] = Operation(self, default, None if loop is None else loop.new_future())
        self.channel.put(kind, 0, instance.number, number, payload=payload)
        if self._is_plain and get_ident() == self._thread and not self.is_in_other_loop():
            if not self.wait_for(operation):
                raise Cancelled
            return operation.result()
        if loop is not None:
            loop.flush_soon()
        return operation

    def is_in_other_loop(self):
        """True in an event loop of the actor's own (`asyncio.run`), which knows nothing of the channel."""
        asyncio = sys.modules.get("asyncio")
        running = None if asyncio is None else asyncio._get_running_loop()
        return running is not None and (self._loop is None or self._loop.is_other(running))

    def wait_for(self, operation):
        """Works on what the host says until the operation is done; False when the call was cancelled meanwhile."""
        if get_ident() != self._thread:
            raise RuntimeError("state can be awaited where the actor was called only, not in a thread that it started")
        while not operation.is_done and not self._is_cancelled:
            self.flush()
            # Answers of many operations come together.
            self._take(self.channel.receive_soon() if len(self._operations) == 1 else self.channel.receive())
        return not self._is_cancelled

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
        """Puts a record of the node at work into its log."""
        record = {"level": level_named(level), "text": str(text)[:_LONGEST_LOG], "timestamp": int(time() * 1000)}
        self.channel.put(LOG, 0, self._log_instance, self._call, payload=write_plain(record))
        instance = self._instances.get(self._log_instance)
        if instance is None:
            self.flush()
        else:
            self.flush_soon(instance)

    def log_failure(self, error):
        """Puts what failed beside the calls into the log, with the actor's own places."""
        files = self._active.bundle.files if self._active is not None else {}
        self.log("error", parse(self._describe(error, files, None).decode())["stack"])
        self.flush()

    def _finish_prints(self):
        for printed in self._prints:
            if printed._rest:
                printed.finish()


def _text_of(error):
    try:
        return str(error)
    except BaseException:
        return ""


def main(descriptor_in=3, descriptor_out=None):
    Worker(Channel(descriptor_in, descriptor_out)).serve()
