"""How a call waits where no event loop runs: for the host alone, one step after another."""

from reflow._state import Cancelled, Operation


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


def drive(coroutine, wait_for):
    """Runs a coroutine to its end. `wait_for` answers whether the operation is done, or the call was cancelled meanwhile."""
    while True:
        try:
            waiting = coroutine.send(None)
            if type(waiting) is not Operation:
                coroutine.throw(RuntimeError("only context's own operations can be awaited here; import asyncio in the file"))
            elif not wait_for(waiting):
                coroutine.throw(Cancelled())
        except StopIteration:
            return
