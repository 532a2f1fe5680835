"""Which values pass through shared memory (M6). What works on it is loaded with the first one only."""

from reflow._channel import LARGEST_PAYLOAD
from reflow._text import parse


class Sharing:
    def __init__(self, channel):
        self._channel = channel
        # Values of more bytes than this pass through shared memory where there is some; larger ones than a frame takes never do.
        self.threshold = LARGEST_PAYLOAD
        self._terms = None
        self._memory = None

    def agree(self, text):
        """Takes the host's terms on."""
        self._terms = parse(text)
        self.threshold = self._terms["threshold"]
        if self._memory is not None:
            self._memory.agree(self._terms)

    def write(self, value, is_bytes, actor_id, call, port):
        """Puts a large value in shared memory; answers what announces it, None when it must go in a frame."""
        if self._terms is None:
            return None
        return self._loaded().write(value, is_bytes, actor_id, call, port)

    def read(self, port, region, is_mapped=False):
        """What lies in shared memory for an inport: its bytes, whether they are the value, and whether they are mapped."""
        memory = self._loaded()
        try:
            return memory.map(*region) if is_mapped else memory.read(*region)
        except (OSError, ValueError) as problem:
            raise ValueError(f'inport "{port}": a value in shared memory cannot be read: {problem}') from None

    def end_call(self):
        """Lets go of what was mapped for the call."""
        if self._memory is not None:
            self._memory.end_leases()

    def _loaded(self):
        if self._memory is None:
            from reflow._shared import SharedMemory

            self._memory = SharedMemory(self._channel, self._terms)
        return self._memory
