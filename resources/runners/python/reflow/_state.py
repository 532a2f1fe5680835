"""State of the actor. An operation is sent when it is called. `async def` awaits it later, so that several share one round trip; a plain
function, which cannot await, has its answer at hand."""

from reflow._channel import STATE
from reflow._message import Message
from reflow._text import Uncarriable, encode_name, parse, read_value, write_inner


class StateError(Exception):
    """A state operation failed: for example, an operation on a value of another type."""


class StateUnavailable(StateError):
    """The state back end did not answer until the actor's deadline."""


class Cancelled(BaseException):
    """Thrown into a call that the host has given up."""


class Operation:
    """The answer of a state operation, to be awaited; also what asyncio takes for a coroutine."""

    __slots__ = ("_default", "_error", "_future", "_iterator", "_result", "_worker", "is_done")

    def __init__(self, worker, default, future):
        self.is_done = False
        self._worker = worker
        self._default = default
        self._result = None
        self._error = None
        self._future = future
        self._iterator = None

    def answer(self, text):
        answer = parse(text)
        if "error" in answer:
            error = answer["error"]
            kind = StateUnavailable if error["type"] == "StateUnavailable" else StateError
            self._error = kind(error["message"])
        else:
            self._result = read_value(answer["ok"]) if "ok" in answer else self._default
        self.is_done = True
        future = self._future
        if future is None or future.done():
            return
        if self._error is not None:
            future.set_exception(self._error)
        else:
            future.set_result(self._result)

    def __await__(self):
        if not self.is_done and self._worker.is_in_other_loop():
            self._future = None
            if not self._worker.wait_for(self):
                raise Cancelled
        return Wait(self) if self._future is None else self._future.__await__()

    def result(self):
        if self._error is not None:
            raise self._error
        return self._result

    def send(self, value):
        if self._iterator is None:
            self._iterator = self.__await__()
        return next(self._iterator) if value is None else self._iterator.send(value)

    def throw(self, error, *_rest):
        raise error

    def close(self):
        pass


class Wait:
    """Yields an operation to the worker until it is done."""

    __slots__ = ("_operation",)

    def __init__(self, operation):
        self._operation = operation

    def __iter__(self):
        return self

    def __next__(self):
        operation = self._operation
        if not operation.is_done:
            return operation
        raise StopIteration(operation.result())


class ActorState:
    """``context.state``: values that outlive the message and the program. In `async def` operations are awaited."""

    __slots__ = ("_instance", "_worker")

    def __init__(self, worker, instance):
        self._worker = worker
        self._instance = instance

    def _issue(self, default, *operation):
        try:
            payload = b"[" + b",".join([write_inner(argument) for argument in operation]) + b"]"
        except Uncarriable as problem:
            raise TypeError(f'state key "{operation[1]}": {problem}') from None
        return self._worker.issue(STATE, self._instance, payload, default)

    def get(self, key, default=None):
        return self._issue(default, "get", _key(key))

    def set(self, key, value):
        return self._issue(None, "set", _key(key), _plain(value))

    def delete(self, key):
        return self._issue(False, "delete", _key(key))

    def exists(self, key):
        return self._issue(False, "exists", _key(key))

    def keys(self, pattern=None):
        return self._issue(None, "keys") if pattern is None else self._issue(None, "keys", pattern)

    def increment(self, key, amount=1):
        return self._issue(None, "increment", _key(key), amount)

    def decrement(self, key, amount=1):
        return self._issue(None, "decrement", _key(key), amount)

    def push(self, key, value):
        return self._issue(None, "push", _key(key), _plain(value))

    def pop(self, key, default=None):
        return self._issue(default, "pop", _key(key))

    def extend(self, key, values):
        return self._issue(None, "extend", _key(key), [_plain(value) for value in values])

    def expire(self, key, seconds):
        return self._issue(None, "expire", _key(key), seconds)

    def ttl(self, key):
        return self._issue(None, "ttl", _key(key))


def _key(key):
    if not isinstance(key, str):
        raise TypeError(f"a state key is a string, not {key!r}")
    if not key.isascii():
        encode_name("state key", key)
    return key


def _plain(value):
    return value.data if isinstance(value, Message) else value
