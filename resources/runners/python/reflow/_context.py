"""``context``: what one firing of an actor sees."""

from time import time

from reflow._channel import OUTPUT
from reflow._delivery import RETURNED, Outputs, is_stream, stream
from reflow._message import Message
from reflow._text import Uncarriable, parse, read_message, read_value, write_message


class CallableInt(int):
    """A number that may also be called."""

    def __call__(self):
        return int(self)


class CallableStr(str):
    """A text that may also be called."""

    __slots__ = ()

    def __call__(self):
        return str(self)


class Sent:
    """What sending answers: awaiting it is allowed and takes no time, for the message has left."""

    __slots__ = ()

    def __await__(self):
        return iter(())

    def send(self, _value):
        raise StopIteration

    def throw(self, error, *_rest):
        raise error

    def close(self):
        pass


_SENT = Sent()
_NO_REGIONS = {}


class ActorContext:
    """Inputs, outputs, config and state of an actor while it processes one set of messages."""

    __slots__ = ("_call", "_instance", "_messages", "_raw", "_sent", "_time", "_worker", "is_over", "is_tagged", "port", "regions")

    def __init__(self, worker, instance, call, raw, is_tagged):
        self._worker = worker
        self._instance = instance
        self._call = call
        self._raw = raw
        self.is_tagged = is_tagged
        self._messages = None
        self._sent = None
        self._time = time()
        self.is_over = False
        self.port = None
        # Inports whose values lie in shared memory: name and size of the region.
        self.regions = _NO_REGIONS

    def get_input(self, port="input", default=None):
        """The plain value on an inport, or, when it has none, `default` or else the inport's declared default."""
        raw = self._raw
        if port not in raw and not self._takes_region(port):
            return self._instance.default_of(port) if default is None else default
        self.port = port
        value = raw[port]
        return read_message(value).data if self.is_tagged else value

    def get_buffer(self, port="input"):
        """
        The bytes on an inport as a read-only memoryview: mapped where they lie in shared memory, without a copy. Use it while
        this message is processed. None when the port has none.
        """
        region = self.regions.get(port)
        if region is not None:
            self.port = port
            value, is_bytes, is_mapped = self._worker.sharing.read(port, region, True)
            if is_mapped:
                return value
            self._put(port, value, is_bytes)
        value = self.get_input(port)
        return None if value is None else memoryview(value).toreadonly()

    def _takes_region(self, port):
        """Puts a value that lies in shared memory among the inputs; False when there is none."""
        region = self.regions.get(port)
        if region is None:
            return False
        self.port = port
        value, is_bytes, _ = self._worker.sharing.read(port, region)
        self._put(port, value, is_bytes)
        return True

    def _put(self, port, value, is_bytes):
        if not is_bytes:
            try:
                value = value.decode("utf-8")
                self.is_tagged = self.is_tagged or '"type"' in value
                value = parse(value)
            except (ValueError, StopIteration, RecursionError) as problem:
                raise ValueError(f'inport "{port}": a value in shared memory cannot be read: {problem}') from None
        self._raw[port] = value

    def has_input(self, port):
        return port in self._raw or port in self.regions

    @property
    def payload(self):
        """The messages by inport."""
        if self._messages is None:
            for port in self.regions:
                if port not in self._raw:
                    self._takes_region(port)
            read = read_message if self.is_tagged else Message.of
            self._messages = {port: read(value) for port, value in self._raw.items()}
        return self._messages

    def get_payload(self):
        return self.payload

    @property
    def config(self):
        return self._instance.config

    def get_config(self, key=None, default=None):
        """The node's config; with a key, one value of it."""
        return self._instance.config if key is None else self._instance.config.get(key, default)

    @property
    def state(self):
        return self._instance.state

    def get_state(self, key=None, default=None):
        """The state; with a key, one value of it, which `async def` awaits."""
        return self._instance.state if key is None else self._instance.state.get(key, default)

    def set_state(self, key, value):
        return self._instance.state.set(key, value)

    @property
    def actor_id(self):
        return self._instance.actor_id

    @property
    def timestamp(self):
        """When the message was handed over, in milliseconds since 1970."""
        return CallableInt(self._time * 1000)

    def send_output(self, port, value=None):
        """Sends a message at once. A generator is sent item by item; an asynchronous one only when this is awaited."""
        if is_stream(value):
            items = value.data if isinstance(value, Message) else value
            if hasattr(items, "__anext__") or hasattr(items, "__aiter__"):
                return stream(self, port, items)
            for item in self.plain_items(items):
                self.emit(port, item, 0)
                self._worker.flush_soon(self._instance)
            return _SENT
        self.emit(port, value, 0)
        self._worker.flush_soon(self._instance)
        return _SENT

    send = send_output

    def send_output_sync(self, port, value=None):
        """As `send_output`, for functions that cannot await."""
        if hasattr(value, "__anext__"):
            raise TypeError(f'outport "{port}": an asynchronous generator needs "await context.send_output(…)"')
        self.send_output(port, value)

    def get_outputs(self):
        """What was sent so far: the last value by port."""
        return Outputs(self._sent or ())

    def log(self, level, text=None, *more):
        """Writes to the node's log: ``context.log("info", "…")``."""
        level, text = ("info", level) if text is None else (level, text)
        self._worker.log(level, " ".join(map(str, (text, *more))))

    def emit(self, port, value, flags):
        """Puts one message on an outport."""
        if self.is_over:
            raise RuntimeError(f'outport "{port}": the actor had already finished this message; await what it starts')
        if not isinstance(port, str):
            raise TypeError(f"an outport's name is a string, not {port!r}")
        instance = self._instance
        name = instance.outports.get(port) or instance.outport(port)
        worker = self._worker
        payload = None
        if type(value) in _OF_BYTES:
            payload = self._share_bytes(port, name, value)
            if payload is not None:
                flags |= _SHARED
        if payload is None:
            try:
                payload = write_message(value)
            except Uncarriable as problem:
                raise TypeError(f'outport "{port}": {problem}') from None
            size = len(payload)
            if size > instance.largest:
                raise _too_large(port, size, instance.largest)
            if size > worker.sharing.threshold:
                announced = worker.sharing.write(payload, False, instance.actor_id, self._call, name)
                if announced is not None:
                    payload = announced
                    flags |= _SHARED
        worker.channel.put(OUTPUT, flags, instance.number, self._call, name, payload)
        if not flags & RETURNED:
            if self._sent is None:
                self._sent = {}
            self._sent[port] = value

    def _share_bytes(self, port, name, value):
        """Bytes lie in shared memory as they are; answers what announces them, None when they must go in a frame."""
        data = value
        if type(value) is Message:
            data = value.data if value.type == "Encoded" else None
        if not isinstance(data, (bytes, bytearray, memoryview)):
            return None
        if type(data) is memoryview:
            if not data.c_contiguous:
                return None
            data = data.cast("B")
        if len(data) <= self._worker.sharing.threshold:
            return None
        if len(data) > self._instance.largest:
            raise _too_large(port, len(data), self._instance.largest)
        return self._worker.sharing.write(data, True, self._instance.actor_id, self._call, name)

    @property
    def only_outport(self):
        return self._instance.only_outport

    def plain_items(self, items):
        return self._worker.plain_items(items)

    def end_item(self):
        """After each item of a stream."""
        self._worker.end_item(self._instance)

    def was_sent(self, port, value):
        sent = self._sent
        return sent is not None and port in sent and sent[port] is value

    def restore(self, raw_time):
        """The time that the caller gave the message, in milliseconds."""
        self._time = raw_time / 1000


def _too_large(port, size, most):
    return ValueError(f'outport "{port}": a message of {_size(size)} is over the limit of {_size(most)}; send it in parts')


def _size(count):
    unit, name = (1 << 20, "MB") if count >= 1 << 20 else (1 << 10, "KB")
    return f"{round(count / unit, 1):g} {name}"


# Flag of an output: the message lies in shared memory.
_SHARED = 2
_OF_BYTES = frozenset((bytes, bytearray, memoryview, Message))
