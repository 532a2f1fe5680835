"""The event loop for actors that use asyncio. Loaded for those only."""

import asyncio


def new_loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop


class Loop:
    """Serves a worker's records with an event loop running, so that background tasks of actors do, too."""

    def __init__(self, worker):
        self._worker = worker
        self._task = None
        self._wake = None
        self._flush_is_due = False
        self._loop = new_loop()
        self._loop.set_exception_handler(self._tell)
        self._loop.add_reader(worker.channel.fileno(), self._on_readable)

    def serve(self):
        """Works until the host closes the channel."""
        self._run(self._serve())

    def finish(self, coroutine, number, call):
        """Runs a call to its end, outside of `serve`."""
        self._run(self._finish(coroutine, number, call))

    def _run(self, coroutine):
        """To its end, though a background task may leave the program, or an actor stop the loop, which others use, too."""
        task = self._loop.create_task(coroutine)
        while True:
            try:
                return self._loop.run_until_complete(task)
            except (SystemExit, KeyboardInterrupt, RuntimeError) as error:
                if task.done() or self._loop.is_closed():
                    raise
                # asyncio passes the others on to whoever runs the loop; this one says that it was stopped.
                if not isinstance(error, RuntimeError):
                    self._worker.log_failure(error)

    def call_outside(self, function, argument):
        """Calls a plain function as though no loop ran: it may want one of its own (`asyncio.run`)."""
        running = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            return function(argument)
        finally:
            asyncio._set_running_loop(running)

    def is_other(self, loop):
        return loop is not self._loop

    def new_future(self):
        return self._loop.create_future()

    def flush_soon(self):
        """What is issued in one turn leaves together."""
        if not self._flush_is_due:
            self._flush_is_due = True
            self._loop.call_soon(self._flush)

    def cancel(self):
        """Cancels the call at work, where it waits."""
        if self._task is not None:
            self._task.cancel()

    def _flush(self):
        self._flush_is_due = False
        self._worker.flush()

    def _on_readable(self):
        # A look between calls may have taken what was announced.
        self._worker.take_waiting()
        if self._wake is not None and self._worker.pending and not self._wake.done():
            self._wake.set_result(None)

    def _tell(self, _loop, details):
        error = details.get("exception")
        if error is None:
            self._worker.log("error", details.get("message", "a background task failed"))
            self._worker.flush()
        else:
            self._worker.log_failure(error)

    async def _serve(self):
        worker = self._worker
        while True:
            worker.begin_turn()
            while worker.pending:
                kind, flags, number, call, text = worker.pending.popleft()
                coroutine = worker.begin(kind, flags, number, call, text)
                if coroutine is not None:
                    await self._finish(coroutine, number, call)
                    worker.end_call(number)
                worker.look()
            self._wake = self._loop.create_future()
            await self._wake
            self._wake = None

    async def _finish(self, coroutine, number, call):
        self._task = self._loop.create_task(coroutine)
        try:
            await self._task
        except BaseException as error:
            self._worker.fail(number, None, call, error)
        self._task = None
