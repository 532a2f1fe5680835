"""
The JSON text of messages, the same form that the host writes (shared/message/json.ts): big integers with all their
digits, ``{"type":"Float","data":"NaN"}``, ``{"type":"Encoded","data":"BASE64"}``, and ``{"type":"Object","data":{…}}``
around an object that a reader would take for one of these.

The C scanner and encoder are used directly: the json package would bring in re and enum at every start.
"""

from _json import encode_basestring, make_encoder, make_scanner

from reflow._message import TYPES, Message, natural_type

_LOWER = {name.lower(): name for name in TYPES}
_EXACT = frozenset(TYPES)
_NON_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


class Uncarriable(TypeError):
    """A value that a message cannot carry; the text says what and where in the value."""

    def __init__(self, reason, path):
        super().__init__(f"{reason} at {path}")


class _Scanning:
    strict = False
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = _NON_FINITE.__getitem__
    memo = {}


_scan = make_scanner(_Scanning)


def parse(text):
    """Parses JSON text; it comes from the host, so it is well formed and begins with the value."""
    return _scan(text, 0)[0]


def _tag(json):
    """(type, body, form) of what looks like a tagged message, else None."""
    if not isinstance(json, dict) or len(json) != 2 or "type" not in json:
        return None
    name = json["type"]
    if not isinstance(name, str):
        return None
    if "data" in json:
        return (name, json["data"], "data") if name in _EXACT else None
    if "value" in json and name in _LOWER:
        return _LOWER[name], json["value"], "value"
    return None


def read_message(json):
    """Reads parsed JSON as a message, in any of its forms."""
    tag = _tag(json)
    if tag is None:
        data = read_value(json)
        return Message(natural_type(data), data)
    name, body, _ = tag
    if name == "Float" and isinstance(body, str) and body in _NON_FINITE:
        return Message(name, _NON_FINITE[body])
    if name == "Float" and type(body) is int:
        return Message(name, float(body))
    if name == "Encoded" and isinstance(body, str) and _is_base64(body):
        return Message(name, _from_base64(body))
    if name == "Object" and _tag(body) is not None:
        return Message(name, _read_entries(body))
    return Message(name, read_value(body))


def read_value(json):
    """Reads parsed JSON below the top of a message: only what the writer does there is undone."""
    kind = type(json)
    if kind is list:
        return [read_value(item) if type(item) in (dict, list) else item for item in json]
    if kind is not dict:
        return json
    tag = _tag(json)
    if tag is not None and tag[2] == "data":
        name, body, _ = tag
        if name == "Float" and isinstance(body, str) and body in _NON_FINITE:
            return _NON_FINITE[body]
        if name == "Encoded" and isinstance(body, str) and _is_base64(body):
            return _from_base64(body)
        if name == "Object" and _is_mistakable(body):
            return _read_entries(body)
    return _read_entries(json)


def _read_entries(json):
    return {key: read_value(item) if type(item) in (dict, list) else item for key, item in json.items()}


def _is_mistakable(json):
    tag = _tag(json)
    if tag is None or tag[2] != "data":
        return False
    name, body, _ = tag
    if name == "Float":
        return isinstance(body, str) and body in _NON_FINITE
    if name == "Encoded":
        return isinstance(body, str) and _is_base64(body)
    return name == "Object" and _is_mistakable(body)


def _is_mistakable_once_written(value):
    """As `_is_mistakable`, of a value before it is written: bytes and non-finite floats become objects of those forms."""
    if isinstance(value, Message):
        return _is_mistakable_once_written(value.data)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return True
    if isinstance(value, float):
        return value - value != 0
    tag = _tag(value)
    if tag is not None and tag[0] == "Object" and tag[2] == "data":
        return _is_mistakable_once_written(tag[1])
    return _is_mistakable(value)


def _is_base64(text):
    if len(text) % 4 != 0:
        return False
    body = text.rstrip("=")
    return len(text) - len(body) <= 2 and _BASE64.issuperset(body)


def _from_base64(text):
    from binascii import a2b_base64

    return a2b_base64(text)


_ATOMS = frozenset((int, str, float, bool, type(None)))
_TEXT_KEYS = frozenset((str,))


def _is_simple(value, depth):
    """True when the C encoder says exactly what the careful writer would (it raises for NaN and infinities itself)."""
    kind = type(value)
    if kind in _ATOMS:
        return True
    if depth > 64:
        return False
    if kind is dict:
        if not _TEXT_KEYS.issuperset(map(type, value)) or "type" in value:
            return False
        items = value.values()
    elif kind is list or kind is tuple:
        items = value
    else:
        return False
    if _ATOMS.issuperset(map(type, items)):
        return True
    return all(_is_simple(item, depth + 1) for item in items)


def _refuse(_value):
    raise TypeError


_encode = make_encoder(None, _refuse, encode_basestring, None, ":", ",", False, False, False)
_integer = int.__repr__
_float = float.__repr__


def write_message(value):
    """JSON text of a message or plain value, as bytes; plain where the value already says its type, tagged otherwise."""
    kind = type(value)
    if kind is str:
        return _bytes(encode_basestring(value))
    if kind is int:
        return _integer(value).encode("ascii")
    if kind is Message:
        return _write_typed(value)
    return write_plain(value)


def _write_typed(message):
    name, data = message.type, message.data
    natural = natural_type(data)
    if name == natural and not (name == "Float" and data.is_integer()):
        return write_message(data)
    body = write_plain(data) if name == "Object" else write_inner(data)
    return b'{"type":"' + name.encode("ascii") + b'","data":' + body + b"}"


def write_plain(value):
    """JSON text of a plain value at the top of a message, as bytes."""
    if _is_simple(value, 0):
        try:
            return _bytes("".join(_encode(value, 0)))
        except ValueError:
            pass
    return _bytes(_write(value, True, "$", []))


def write_inner(value):
    """JSON text of a plain value below the top of something, as bytes."""
    if _is_simple(value, 0):
        try:
            return _bytes("".join(_encode(value, 0)))
        except ValueError:
            pass
    return _bytes(_write(value, False, "$", []))


def _bytes(text):
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        # Lone surrogates, which UTF-8 cannot say, are written as JSON escapes.
        return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text).encode("utf-8")


def _write(value, top, path, above):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _write_float(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        from binascii import b2a_base64

        if type(value) is memoryview and not value.c_contiguous:
            value = value.tobytes()
        return '{"type":"Encoded","data":"' + b2a_base64(value, newline=False).decode("ascii") + '"}'
    if isinstance(value, Message):
        return _write(value.data, top, path, above)
    if any(one is value for one in above):
        raise Uncarriable("a cycle cannot be carried", path)
    if len(above) >= _DEEPEST:
        raise Uncarriable(f"a value nested more than {_DEEPEST} deep cannot be carried", "$")
    above.append(value)
    if isinstance(value, (list, tuple)):
        items = [_write(item, False, f"{path}[{index}]", above) for index, item in enumerate(value)]
        text = "[" + ",".join(items) + "]"
    elif isinstance(value, dict):
        text = _write_object(value, top, path, above)
    else:
        text = _write(_plain_form(value, path), top, path, above)
    above.pop()
    return text


# Two Python frames a level, under the interpreter's own limit of 1000 with room for the actor's.
_DEEPEST = 300


def _write_float(value):
    if value != value:
        return '{"type":"Float","data":"NaN"}'
    if value - value != 0:
        return '{"type":"Float","data":"Infinity"}' if value > 0 else '{"type":"Float","data":"-Infinity"}'
    return _float(value)


def _plain_form(value, path):
    """What other kinds of objects say about themselves: arrays, scalars, dates, data classes, mappings."""
    kind = type(value)
    if callable(value):
        raise Uncarriable("a function cannot be carried", path)
    if hasattr(kind, "__await__"):
        raise Uncarriable("what was not awaited cannot be carried", path)
    for name in ("tolist", "isoformat"):
        if hasattr(kind, name):
            return getattr(value, name)()
    if hasattr(kind, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in kind.__dataclass_fields__}
    if hasattr(kind, "keys") and hasattr(kind, "__getitem__"):
        return {key: value[key] for key in value.keys()}
    raise Uncarriable(f"a {kind.__name__} cannot be carried", path)


def _write_object(value, top, path, above):
    entries = []
    for key, item in value.items():
        if not isinstance(key, str):
            raise Uncarriable(f"a dictionary with the key {key!r} cannot be carried: keys must be strings", path)
        entries.append(encode_basestring(key) + ":" + _write(item, False, f"{path}.{key}", above))
    text = "{" + ",".join(entries) + "}"
    if (_tag(value) is not None) if top else _is_mistakable_once_written(value):
        return '{"type":"Object","data":' + text + "}"
    return text


def encode_name(what, name):
    """The bytes of a name. Half of a pair of surrogates would make two names one."""
    try:
        return name.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{what} {name!r} is no text: it has half of a pair of surrogates") from None
