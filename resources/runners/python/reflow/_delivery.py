"""What a call returned or yielded, as messages on ports."""

from reflow._message import Message

# Flag of an output.
RETURNED = 1

_PLAIN = frozenset((int, str, float, bool, type(None), dict, list, tuple, bytes))


class Outputs(dict):
    """What was sent so far, by port. Returned as it is, it sends nothing again."""


def is_stream(value):
    """True for generators and other iterators, and for messages that say they are streams."""
    kind = type(value)
    if kind in _PLAIN:
        return False
    if kind is Message:
        return value.type == "Stream" and not isinstance(value.data, str)
    return hasattr(kind, "__next__") or hasattr(kind, "__anext__")


def deliver(context, result, flags=RETURNED):
    """Sends what a call returned, or yielded; answers a coroutine when a stream has to be waited for."""
    if result is None:
        return None
    kind = type(result)
    if kind is dict and _PLAIN.issuperset(map(type, result.values())):
        for port, value in result.items():
            context.emit(port, value, flags)
        return None
    if kind is Outputs:
        for port, value in result.items():
            if not context.was_sent(port, value):
                context.emit(port, value, flags)
        return None
    if isinstance(result, dict) or (hasattr(kind, "keys") and hasattr(kind, "__getitem__")):
        streams = None
        for port, value in result.items() if kind is dict else [(port, result[port]) for port in result.keys()]:
            if is_stream(value):
                streams = streams or []
                streams.append((port, value.data if isinstance(value, Message) else value))
            else:
                context.emit(port, value, flags)
        return None if streams is None else _stream_all(context, streams)
    if is_stream(result):
        if isinstance(result, Message):
            return stream(context, context.only_outport, result.data)
        return _stream_results(context, result)
    context.emit(context.only_outport, result, flags)
    return None


async def _stream_all(context, streams):
    for port, items in streams:
        await stream(context, port, items)


async def stream(context, port, items):
    """Sends the items of a generator one by one, at the pace at which the host takes them."""
    if hasattr(items, "__aiter__"):
        async for item in items:
            context.emit(port, item, 0)
            context.end_item()
    else:
        for item in context.plain_items(items):
            context.emit(port, item, 0)
            context.end_item()


async def _stream_results(context, results):
    """An actor that is a generator: each item is a mapping, or a value for the only outport. Items count as sent."""
    if hasattr(results, "__aiter__"):
        async for item in results:
            await _deliver_item(context, item)
    else:
        for item in context.plain_items(results):
            await _deliver_item(context, item)


async def _deliver_item(context, item):
    waiting = deliver(context, item, 0)
    if waiting is not None:
        await waiting
    context.end_item()
