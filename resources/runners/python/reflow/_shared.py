"""
Shared memory: large values are files in memory that pass from sandbox to sandbox beside the channel (layout:
electron/backend/sharedMemory/region.ts). What is read is copied before it is checked: another sandbox may still write to it.
"""

import posix
from _struct import Struct
from binascii import crc32
from time import monotonic, sleep, time

_HEADER = Struct("<IBBHII48x")
_METADATA = Struct("<96s64sQ88s")
_OVERHEAD = _HEADER.size + _METADATA.size
_MAGIC = 0x4D534652
_VERSION = 1
_IS_BYTES = 1
# Written and summed in pieces that stay in the processor's cache.
_PIECE = 1 << 18
# How long a sandbox waits for room before it sends a value in a frame, where it is held back itself.
_PATIENCE_SECONDS = 0.25


class Unreadable(ValueError):
    """A region that is not what was announced."""


class SharedMemory:
    """The folders of one sandbox, and which of the regions that it wrote are still in use."""

    def __init__(self, channel, terms):
        self._channel = channel
        self._used = {}
        self._used_bytes = 0
        self._last = 0
        self._leases = []
        self.agree(terms)

    def agree(self, terms):
        """Takes terms on: folders, and bounds that leave room for a region while the one before is read."""
        self._out = terms["out"]
        self._in = terms["in"]
        self._largest = min(terms["largest"], terms["bytes"] // 2)
        self._most_regions = terms["regions"]
        self._most_bytes = terms["bytes"]
        self._may_map = terms["timeout"] < _lease_seconds()

    def write(self, value, is_bytes, actor_id, call, port):
        """Makes a region of a value; answers the text that announces it, or None when there is no room."""
        size = len(value)
        if size > self._largest or not self._has_room(size):
            return None
        self._last += 1
        name = str(self._last)
        path = f"{self._out}/{name}"
        metadata = _METADATA.pack(actor_id.encode(), f"{call}.{name}".encode(), int(time() * 1000), port)
        try:
            descriptor = posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL | posix.O_CLOEXEC, 0o600)
            try:
                checksum = _write(descriptor, metadata, value)
                flags = _IS_BYTES if is_bytes else 0
                posix.pwrite(descriptor, _HEADER.pack(_MAGIC, _VERSION, flags, 0, size, checksum), 0)
            finally:
                posix.close(descriptor)
        except OSError:
            _remove(path)
            return None
        self._used[name] = size
        self._used_bytes += size
        return f'["{name}",{size},{int(is_bytes)}]'.encode()

    def read(self, name, size):
        """The bytes of a region, whether they are the value (else they are the message's JSON text), and False: they are a copy."""
        descriptor = posix.open(f"{self._in}/{name}", posix.O_RDONLY | posix.O_CLOEXEC)
        try:
            head = _read(descriptor, _OVERHEAD)
            value = _read(descriptor, size)
        finally:
            posix.close(descriptor)
        return value, _check(head, value, size), False

    def map(self, name, size):
        """
        As `read`, but mapped, where a lease says that nobody can write it. A lease is broken by whoever opens the file to write only
        after a time that the kernel sets; code that may run longer gets a copy.
        """
        if not self._may_map:
            return self.read(name, size)
        from fcntl import F_RDLCK, F_SETLEASE, fcntl
        from mmap import ACCESS_READ, mmap
        from signal import SIG_IGN, SIGIO, signal

        # What tells of a writer who waits would end the process.
        signal(SIGIO, SIG_IGN)
        descriptor = posix.open(f"{self._in}/{name}", posix.O_RDONLY | posix.O_CLOEXEC)
        try:
            fcntl(descriptor, F_SETLEASE, F_RDLCK)
        except OSError:
            posix.close(descriptor)
            return self.read(name, size)
        # It is let go with the next call at the earliest.
        self._leases.append(descriptor)
        if posix.fstat(descriptor).st_size != size + _OVERHEAD:
            raise Unreadable("the region was cut short")
        region = memoryview(mmap(descriptor, size + _OVERHEAD, access=ACCESS_READ))
        value = region[_OVERHEAD:]
        is_bytes = _check(bytes(region[:_OVERHEAD]), value, size)
        return (value, True, True) if is_bytes else (bytes(value), False, False)

    def end_leases(self):
        """The message that they were for is done."""
        for descriptor in self._leases:
            posix.close(descriptor)
        self._leases.clear()

    def _has_room(self, size):
        """The host removes the file of a region that nobody needs any more."""
        if self._fits(size):
            return True
        # What the host has not heard of cannot come free.
        self._channel.flush()
        deadline = monotonic() + _PATIENCE_SECONDS
        while True:
            for name, used in list(self._used.items()):
                try:
                    posix.lstat(f"{self._out}/{name}")
                except FileNotFoundError:
                    del self._used[name]
                    self._used_bytes -= used
            if self._fits(size):
                return True
            if monotonic() > deadline:
                return False
            sleep(0.001)

    def _fits(self, size):
        return len(self._used) < self._most_regions and self._used_bytes + size <= self._most_bytes


def _check(head, value, size):
    """Whether the value is bytes; else it is JSON text."""
    if len(head) < _OVERHEAD or len(value) < size:
        raise Unreadable("the region was cut short")
    magic, version, flags, _, announced, checksum = _HEADER.unpack_from(head)
    if magic != _MAGIC or version != _VERSION or announced != size:
        raise Unreadable("the region has another form")
    if crc32(value, crc32(head[_HEADER.size :])) != checksum:
        raise Unreadable("the checksum does not match")
    return bool(flags & _IS_BYTES)


def _write(descriptor, metadata, value):
    # A file of its full size gets huge pages where there are some.
    posix.ftruncate(descriptor, _OVERHEAD + len(value))
    posix.pwrite(descriptor, metadata, _HEADER.size)
    checksum = crc32(metadata)
    at = _OVERHEAD
    rest = memoryview(value)
    while rest:
        piece = rest[:_PIECE]
        checksum = crc32(piece, checksum)
        while piece:
            written = posix.pwrite(descriptor, piece, at)
            at += written
            piece = piece[written:]
        rest = rest[_PIECE:]
    return checksum


def _read(descriptor, size):
    data = posix.read(descriptor, size)
    while len(data) < size:
        more = posix.read(descriptor, size - len(data))
        if not more:
            break
        data += more
    return data


def _lease_seconds():
    """How long a lease holds against a writer, with a margin."""
    try:
        with open("/proc/sys/fs/lease-break-time") as file:
            return int(file.read()) - 5
    except (OSError, ValueError):
        return 0


def _remove(path):
    try:
        posix.unlink(path)
    except OSError:
        pass
