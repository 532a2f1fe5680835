"""The private channel to the host: length-prefixed frames of records (electron/backend/channel/frames.ts)."""

import posix
from _struct import Struct
from _thread import RLock
from time import monotonic

LOAD = 1
PROCESS = 2
STATE_RESULT = 3
UNLOAD = 4
CANCEL = 5
SHARE = 6
READY = 16
LOADED = 17
LOAD_FAILED = 18
OUTPUT = 19
COMPLETED = 20
FAILED = 21
LOG = 22
STATE = 23
LOADING = 24

# Flag of an output: it is the call's last, so that no COMPLETED follows.
COMPLETES = 4

_FRAME = Struct("<II")
_HEADER_BYTES = 8
_FRAME_HEADER = bytes(_HEADER_BYTES)
_RECORD = Struct("<BBHIII")
_SECRET = Struct("<QQ")
_MASK = 0xFFFFFFFF
# A read into more than about 100 KB costs the interpreter a mapping of its own, each time; only large frames are worth that.
_READ_BYTES = 1 << 16
_READ_MOST = 1 << 20
# A wait in `receive_soon` stays awake this long, but for so many waits at most after one that was in vain.
_AWAKE_SECONDS = 0.0001
_MOST_PASSED = 256
# Not every system has it.
_let_others = getattr(posix, "sched_yield", lambda: None)
# Buffered records go out in one frame no later than at this size.
FLUSH_BYTES = 1 << 16
# One message; a value's text beyond it is refused where it is sent.
LARGEST_PAYLOAD = 256 << 20


class Channel:
    """Reads and writes frames. Each frame carries a tag that only host and runner can know, so nobody else can write one."""

    def __init__(self, descriptor, descriptor_out=None):
        self._descriptor = _hide(descriptor)
        self._descriptor_out = self._descriptor if descriptor_out in (None, descriptor) else _hide(descriptor_out)
        self._inbox = bytearray()
        self._outbox = bytearray(_FRAME_HEADER)
        # Where the last record begins in the outbox, and the call of which it is an output, if it is one.
        self._last = 0
        self._last_output = None
        # Actors may have threads, and signal handlers that print in the middle of a write.
        self._lock = RLock()
        secret = b""
        while len(secret) < 16:
            secret += self._read(16 - len(secret))
        seed, step = _SECRET.unpack(secret)
        self._tag_in = seed & _MASK
        self._tag_out = (seed + step) & _MASK
        self._step = 2 * step & _MASK
        self._poll = None
        # How many waits are slept through, and how many after the next that was in vain.
        self._to_pass = 0
        self._back_off = 1
        # Bytes of the present frame that have yet to come.
        self._missing = 0

    def fileno(self):
        return self._descriptor

    def forked(self, read_log):
        """What stands for it in a forked process."""
        return ForkedChannel({self._descriptor, self._descriptor_out}, read_log)

    @property
    def is_empty(self):
        return len(self._outbox) == _HEADER_BYTES

    def receive(self):
        """Waits for bytes and answers the complete records in them: (kind, flags, instance, call, payload text)."""
        data = self._read(min(max(self._missing, _READ_BYTES), _READ_MOST))
        inbox = self._inbox
        if not inbox:
            # Mostly whole frames come, which need not be gathered.
            records, used = self._records(data)
            if used < len(data):
                inbox += data[used:]
            return records
        inbox += data
        records, used = self._records(inbox)
        del inbox[:used]
        return records

    def receive_waiting(self):
        """As `receive`, without waiting."""
        if self._poll is None:
            from select import POLLIN, poll

            self._poll = poll()
            self._poll.register(self._descriptor, POLLIN)
        return self.receive() if self._poll.poll(0) else ()

    def receive_soon(self):
        """
        As `receive`, where bytes mostly come within microseconds: to sleep and be woken would take longer. So it stays awake for a
        moment, letting others go first; where that is in vain it is tried less and less often.
        """
        if self._to_pass > 0:
            self._to_pass -= 1
            return self.receive()
        until = monotonic() + _AWAKE_SECONDS
        while monotonic() < until:
            records = self.receive_waiting()
            if records:
                self._back_off = max(1, self._back_off >> 1)
                return records
            _let_others()
        self._to_pass = self._back_off = min(2 * self._back_off, _MOST_PASSED)
        return self.receive()

    def put(self, kind, flags, instance, call, port=b"", payload=b""):
        """Buffers a record; it leaves with the next `flush`."""
        record = _RECORD.pack(kind, flags, len(port), instance, call, len(payload)) + port + payload
        with self._lock:
            outbox = self._outbox
            self._last = len(outbox)
            self._last_output = call if kind == OUTPUT else None
            outbox += record
            if len(outbox) > FLUSH_BYTES:
                self._send(outbox)

    def complete(self, instance, call):
        """Buffers that a call is done; an output of it that is the last thing in the buffer says so itself."""
        with self._lock:
            if self._last_output == call:
                self._outbox[self._last + 1] |= COMPLETES
                self._last_output = None
            else:
                self.put(COMPLETED, 0, instance, call)

    def flush(self):
        """Writes what is buffered as one frame, waiting while the host holds back."""
        with self._lock:
            if len(self._outbox) > _HEADER_BYTES:
                self._send(self._outbox)

    def _send(self, frame):
        self._outbox = bytearray(_FRAME_HEADER)
        self._last_output = None
        size = len(frame)
        _FRAME.pack_into(frame, 0, size - _HEADER_BYTES, self._tag_out)
        self._tag_out = (self._tag_out + self._step) & _MASK
        try:
            written = posix.write(self._descriptor_out, frame)
            if written < size:
                rest = memoryview(frame)[written:]
                while rest:
                    rest = rest[posix.write(self._descriptor_out, rest) :]
        except BrokenPipeError:
            posix._exit(0)

    def _read(self, size):
        data = posix.read(self._descriptor, size)
        if not data:
            posix._exit(0)
        return data

    def _records(self, inbox):
        """The complete records in some bytes, and how many of the bytes they are."""
        records = []
        at = 0
        size = len(inbox)
        self._missing = 0
        while size - at >= _HEADER_BYTES:
            length, tag = _FRAME.unpack_from(inbox, at)
            if tag != self._tag_in:
                _die(b"reflow: the channel was disturbed\n")
            if size - at - _HEADER_BYTES < length:
                self._missing = length + _HEADER_BYTES - (size - at)
                break
            self._tag_in = (tag + self._step) & _MASK
            at += _HEADER_BYTES
            end = at + length
            while at < end:
                kind, flags, port_length, instance, call, payload_length = _RECORD.unpack_from(inbox, at)
                at += 16 + port_length
                records.append((kind, flags, instance, call, inbox[at : at + payload_length].decode("utf-8")))
                at += payload_length
        return records, at


class ForkedChannel:
    """
    Stands for the channel in a process that an actor forked: two writers would end the sandbox. What it logs goes to the descriptors
    of stdout and stderr, from where the host takes prints; whatever else it does with the channel ends it.
    """

    is_empty = True

    def __init__(self, descriptors, read_log):
        for descriptor in descriptors:
            posix.close(descriptor)
        self._read_log = read_log

    def put(self, kind, flags, instance, call, port=b"", payload=b""):
        if kind != LOG:
            _die(b"A forked process cannot send messages, use state or return to the runner: only the actor's own process can.\n")
        record = self._read_log(payload.decode("utf-8"))
        posix.write(1 if record["level"] in ("debug", "info") else 2, record["text"].encode("utf-8", "backslashreplace") + b"\n")

    def complete(self, instance, call):
        self.put(COMPLETED, 0, instance, call)

    def forked(self, _read_log):
        return self

    def flush(self):
        pass

    def receive(self):
        posix._exit(0)

    receive_soon = receive_waiting = receive


def _hide(descriptor):
    """Moves the channel out of the way of code that counts descriptors; child processes do not get it."""
    for high in (987, 986, 211, 210, 57, 56):
        try:
            posix.fstat(high)
        except OSError:
            pass
        else:
            continue
        try:
            hidden = posix.dup2(descriptor, high, inheritable=False)
        except OSError:
            continue
        posix.close(descriptor)
        return hidden
    posix.set_inheritable(descriptor, False)
    return descriptor


def _die(text):
    posix.write(2, text)
    posix._exit(70)
