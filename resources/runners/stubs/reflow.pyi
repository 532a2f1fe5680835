"""What actors import: ``from reflow import actor, ActorContext, Message``."""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar, overload

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Port = str | Mapping[str, Any]

MessageType = Literal[
    "Flow", "Event", "Boolean", "Integer", "Float", "String", "Object", "Array", "Stream", "Encoded", "Optional", "Any",
    "Error", "RemoteReference", "NetworkEvent",
]

@overload
def actor(function: _Function, /) -> _Function: ...
@overload
def actor(metadata: Mapping[str, Any], /) -> Callable[[_Function], _Function]: ...
@overload
def actor(
    *,
    name: str = ...,
    inports: Sequence[_Port] | Mapping[str, str] = ...,
    outports: Sequence[_Port] | Mapping[str, str] = ...,
    state: bool | Mapping[str, Any] = ...,
    await_all_inports: bool = ...,
    version: str = ...,
    description: str = ...,
    tags: Sequence[str] = ...,
    category: str = ...,
    author: str = ...,
    dependencies: Sequence[str] = ...,
    config_schema: Mapping[str, Any] = ...,
    memory: str | int = ...,
    cpu: float = ...,
    timeout: float = ...,
    runtime_version: str = ...,
    permissions: Sequence[str] = ...,
    isolation: Literal["any", "container", "vm"] = ...,
) -> Callable[[_Function], _Function]:
    """Marks a function as an actor.

    A port is written ``"name"``, ``{"name": …, "type": …, "required": …, "description": …, "default": …}`` or ``{"name": "type"}``.
    The values must be literals: they are read from the file without running it.
    """

class Message:
    """A value with its type."""

    type: MessageType
    data: Any
    def __init__(self, type: MessageType, data: Any = None) -> None: ...
    def unwrap(self) -> Any:
        """The plain value."""
    @property
    def value(self) -> Any:
        """The plain value."""
    def is_error(self) -> bool: ...
    @staticmethod
    def of(value: Any) -> Message:
        """A message of the value's own type."""
    @staticmethod
    def integer(value: int | float) -> Message: ...
    @staticmethod
    def float(value: float) -> Message: ...
    @staticmethod
    def string(value: object) -> Message: ...
    @staticmethod
    def boolean(value: object) -> Message: ...
    @staticmethod
    def array(value: Iterable[Any]) -> Message: ...
    @staticmethod
    def object(value: Mapping[str, Any]) -> Message: ...
    @staticmethod
    def error(message: object, code: str | int | None = None) -> Message: ...
    @staticmethod
    def bytes(value: bytes | bytearray | memoryview) -> Message: ...
    @staticmethod
    def encoded(value: bytes | bytearray | memoryview) -> Message: ...
    @staticmethod
    def stream(items: Iterable[Any] | AsyncIterable[Any]) -> Message:
        """Items, or a generator of them, that are delivered one by one."""
    @staticmethod
    def event(value: Any = None) -> Message: ...
    @staticmethod
    def flow() -> Message: ...
    @staticmethod
    def any(value: Any) -> Message: ...
    @staticmethod
    def optional(value: Any = None) -> Message: ...

class StateError(Exception):
    """A state operation failed: for example, an operation on a value of another type."""

class StateUnavailable(StateError):
    """The state back end did not answer until the actor's deadline."""

class ActorState:
    """Values that outlive the message and the program.

    In ``async def`` an operation is sent when it is called and answered when it is awaited, so several issued together cost one
    round trip. A plain ``def`` does not await: there an operation gives its answer itself.
    """

    def get(self, key: str, default: Any = None) -> Any: ...
    def set(self, key: str, value: Any) -> Awaitable[None]: ...
    def delete(self, key: str) -> Awaitable[bool]:
        """Whether the key was there."""
    def exists(self, key: str) -> Awaitable[bool]: ...
    def keys(self, pattern: str | None = None) -> Any:
        """Keys that match a glob (``count:*``), sorted; all of them without one."""
    def increment(self, key: str, amount: int = 1) -> Any:
        """Adds to a counter, atomically; the new value."""
    def decrement(self, key: str, amount: int = 1) -> Any: ...
    def push(self, key: str, value: Any) -> Any:
        """Appends to a list; its new length."""
    def pop(self, key: str, default: Any = None) -> Any:
        """Takes the first of a list."""
    def extend(self, key: str, values: Iterable[Any]) -> Any:
        """Appends several to a list; its new length."""
    def expire(self, key: str, seconds: float) -> Awaitable[bool]: ...
    def ttl(self, key: str) -> Any:
        """Seconds left; -1 without expiry, -2 when the key is not there."""

class _CallableInt(int):
    def __call__(self) -> int: ...

class _CallableStr(str):
    def __call__(self) -> str: ...

class ActorContext:
    """Inputs, outputs, config and state of an actor while it processes one set of messages."""

    def get_input(self, port: str = "input", default: Any = None) -> Any:
        """The plain value on an inport, or, when it has none, `default` or else the inport's declared default."""
    def get_buffer(self, port: str = "input") -> memoryview | None:
        """The bytes on an inport as a read-only memoryview, without a copy where they lie in shared memory. Use it while this message is processed."""
    def has_input(self, port: str) -> bool: ...
    @property
    def payload(self) -> dict[str, Message]:
        """The messages by inport."""
    def get_payload(self) -> dict[str, Message]: ...
    @property
    def config(self) -> dict[str, Any]: ...
    @overload
    def get_config(self) -> dict[str, Any]: ...
    @overload
    def get_config(self, key: str, default: Any = None) -> Any: ...
    @property
    def state(self) -> ActorState: ...
    @overload
    def get_state(self) -> ActorState: ...
    @overload
    def get_state(self, key: str, default: Any = None) -> Any: ...
    def set_state(self, key: str, value: Any) -> Awaitable[None]: ...
    @property
    def actor_id(self) -> _CallableStr:
        """The node's id; may also be called."""
    @property
    def timestamp(self) -> _CallableInt:
        """When the message was handed over, in milliseconds since 1970; may also be called."""
    def send_output(self, port: str, value: Any = None) -> Awaitable[None]:
        """Sends a message at once, any number of times. A generator is sent item by item."""
    def send(self, port: str, value: Any = None) -> Awaitable[None]: ...
    def send_output_sync(self, port: str, value: Any = None) -> None:
        """As ``send_output``, for functions that cannot await."""
    def get_outputs(self) -> dict[str, Any]:
        """What was sent so far; returned as it is, it sends nothing again."""
    @overload
    def log(self, text: object, /) -> None: ...
    @overload
    def log(self, level: Literal["trace", "debug", "log", "info", "warn", "warning", "error"], text: object, /, *more: object) -> None: ...
