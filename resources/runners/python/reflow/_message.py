"""Messages: a value with its type."""

TYPES = (
    "Flow",
    "Event",
    "Boolean",
    "Integer",
    "Float",
    "String",
    "Object",
    "Array",
    "Stream",
    "Encoded",
    "Optional",
    "Any",
    "Error",
    "RemoteReference",
    "NetworkEvent",
)


def natural_type(value):
    """The type a plain value has when nobody said otherwise."""
    if value is None:
        return "Optional"
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, int):
        return "Integer"
    if isinstance(value, float):
        return "Float"
    if isinstance(value, str):
        return "String"
    if isinstance(value, (list, tuple)):
        return "Array"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "Encoded"
    return "Object"


class Message:
    """A value on a port. ``type`` is one of the names above, ``data`` the plain value."""

    __slots__ = ("data", "type")

    def __init__(self, type, data=None):
        if type not in TYPES:
            raise ValueError(f"{type!r} is no message type; there are {', '.join(TYPES)}")
        self.type = type
        self.data = data

    def unwrap(self):
        """The plain value."""
        return self.data

    @property
    def value(self):
        return self.data

    def is_error(self):
        return self.type == "Error"

    def __eq__(self, other):
        return isinstance(other, Message) and (self.type, self.data) == (other.type, other.data)

    __hash__ = None

    def __repr__(self):
        return f"Message({self.type}, {self.data!r})"

    @staticmethod
    def of(value):
        """A message of the value's own type."""
        return value if isinstance(value, Message) else Message(natural_type(value), value)

    @staticmethod
    def integer(value):
        whole = int(value)
        if isinstance(value, float) and whole != value:
            raise ValueError(f"{value!r} is no integer")
        return Message("Integer", whole)

    @staticmethod
    def float(value):
        return Message("Float", _float(value))

    @staticmethod
    def string(value):
        return Message("String", str(value))

    @staticmethod
    def boolean(value):
        return Message("Boolean", bool(value))

    @staticmethod
    def array(value):
        return Message("Array", list(value))

    @staticmethod
    def object(value):
        return Message("Object", dict(value))

    @staticmethod
    def error(message, code=None):
        data = {"message": str(message)}
        if code is not None:
            data["code"] = code
        return Message("Error", data)

    @staticmethod
    def bytes(value):
        return Message("Encoded", _bytes(value))

    encoded = bytes

    @staticmethod
    def stream(items):
        """Items, or a generator of them, that are delivered one by one."""
        return Message("Stream", items)

    @staticmethod
    def event(value=None):
        return Message("Event", value)

    @staticmethod
    def flow():
        return Message("Flow", None)

    @staticmethod
    def any(value):
        return Message("Any", value)

    @staticmethod
    def optional(value=None):
        return Message("Optional", value)


_bytes = bytes
_float = float
