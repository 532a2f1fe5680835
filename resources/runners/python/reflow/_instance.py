"""A loaded actor."""

import builtins
import sys

from reflow._actor import actor
from reflow._bundle import Bundle, find_function
from reflow._context import ActorContext, CallableStr
from reflow._message import Message
from reflow._state import ActorState
from reflow._text import encode_name, parse, read_value

# A file that uses `actor` without importing it was discovered as an actor, and must run as one (D3), with what goes with it.
builtins.actor = actor
builtins.ActorContext = ActorContext
builtins.Message = Message

_COROUTINE_OR_ASYNC_GENERATOR = 0x80 | 0x200
_LONGEST_NAME = 0xFFFF


class Instance:
    """One node's actor: its function, what it was told about itself, and the modules it came from."""

    def __init__(self, worker, number, load):
        self.number = number
        self.bundle = Bundle(load["files"], load["entry"])
        self.component = load["component"]
        self.actor_id = CallableStr(load["actorId"])
        self.config = read_value(parse(load["config"]))
        self._defaults = load.get("defaults") or {}
        self.outports = {name: name.encode("utf-8") for name in load["outports"]}
        self._declared = frozenset(self.outports)
        self._worker = worker
        # Bytes of one message at most.
        self.largest = load["largest"]
        self._legacy = load.get("legacy")
        self.state = ActorState(worker, self)
        self.function = None
        self.uses_asyncio = False
        # For how many calls messages still leave at once: an actor that works on after sending must not keep them waiting.
        self.eager = 20

    def start(self, name):
        """Runs the file; what it raises is for the caller."""
        function = None if self._legacy == "script" else find_function(self.bundle.run_entry(), name, self.component)
        if self._legacy is not None:
            from reflow._legacy import adapt

            function = adapt(self.bundle, function, self._legacy)
        self.function = function
        self.uses_asyncio = _is_asynchronous(self.function) and (
            "asyncio" in sys.modules or any("asyncio" in text for text in self.bundle.files.values())
        )

    def default_of(self, port):
        """The inport's declared default, anew each time; None when it has none."""
        text = self._defaults.get(port)
        return None if text is None else read_value(parse(text))

    def outport(self, port):
        """The name of a port that was not declared, as bytes. It is used all the same, and said once."""
        name = encode_name("outport", port)
        if len(name) > _LONGEST_NAME:
            raise ValueError(f"an outport's name of {len(name)} bytes is too long: at most {_LONGEST_NAME}")
        self.outports[port] = name
        declared = ", ".join(sorted(self._declared)) or "none"
        if port != "error":
            self._worker.log("warn", f'"{port}" is not among the outports of {self.component} ({declared})')
        return name

    @property
    def only_outport(self):
        if len(self._declared) != 1:
            declared = ", ".join(sorted(self._declared)) or "none"
            raise TypeError(
                f"{self.component} returned a value without a port, and has not exactly one outport ({declared}): "
                "return a mapping from port to value"
            )
        (port,) = self._declared
        return port


def _is_asynchronous(function):
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    code = getattr(function, "__code__", None)
    return code is None or bool(code.co_flags & _COROUTINE_OR_ASYNC_GENERATOR)
