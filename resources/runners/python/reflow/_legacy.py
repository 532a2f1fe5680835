"""Actors of the old forms, run unchanged: ``process(inputs, state)``, ``process(inputs, context)``, and whole files."""

import gc
import sys

from reflow._delivery import is_stream
from reflow._text import write_inner

_COROUTINE_OR_ASYNC_GENERATOR = 0x80 | 0x200


def adapt(bundle, function, form):
    """The actor as the worker calls it. `function` is None for a file that is run as a whole for each message."""
    if any("data" in text for text in bundle.files.values()):
        _let_plain_values_answer_data()
    if form == "script":
        return _script(bundle)
    if form == "context" and _is_asynchronous(function):
        # It awaits what it asks of its context, as actors do now.
        return _awaiting(function)
    if form == "context":
        return _adapted(function, lambda inputs, state, context: (inputs, LegacyContext(context, inputs, state)))
    return _adapted(function, lambda inputs, state, _context: (inputs, state))


def _inputs_of(context):
    return {port: message.unwrap() for port, message in context.payload.items()}


def _awaiting(function):
    def process(context):
        return function(_inputs_of(context), context)

    # Whether it needs an event loop is for the old function to say.
    process.__wrapped__ = function
    return process


def _adapted(function, arguments_of):
    async def process(context):
        inputs = _inputs_of(context)
        kept = await _Kept.load(context.state)
        is_over = True
        try:
            result = function(*arguments_of(inputs, kept.values, context))
            if hasattr(type(result), "__await__"):
                result = await result
            if is_stream(result):
                is_over = False
                return _streamed(result, kept)
            return result
        finally:
            # What was changed before an exception stays changed, as in the mapping that old actors shared.
            if is_over:
                await kept.save()

    # Whether it needs an event loop is for the old function to say.
    process.__wrapped__ = function
    return process


async def _streamed(results, kept):
    """Passes a generator on; its state is saved when it ends."""
    try:
        if hasattr(results, "__aiter__"):
            async for item in results:
                yield item
        else:
            for item in results:
                yield item
    finally:
        await kept.save()


def _script(bundle):
    """The file's statements run anew for each message, with ``Context`` as a name of the file's own."""
    code = bundle.compile_entry()

    def run(inputs, context):
        module = bundle.make_entry_module()
        module.Context = context
        exec(code, module.__dict__)
        return module.__dict__.get("__return_value")

    return _adapted(run, lambda inputs, state, context: (inputs, LegacyContext(context, inputs, state)))


class LegacyContext:
    """The context of functions that cannot await: state at hand; all the rest is the context of today."""

    def __init__(self, context, inputs, state):
        self._context = context
        self._inputs = inputs
        self.state = state

    def get_inputs(self):
        return self._inputs

    def get_state(self, key=None, default=None):
        """A copy: only `set_state` changes what is kept."""
        if key is None:
            return self.state
        return _copy(self.state[key]) if key in self.state else default

    def set_state(self, key, value):
        self.state[key] = value

    def __getattr__(self, name):
        return getattr(self._context, name)


def _copy(value):
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


class _Kept:
    """State as one mapping that may be changed in any way; what changed is written back."""

    def __init__(self, store, values):
        self._store = store
        self.values = values
        self._texts = {key: write_inner(value) for key, value in values.items()}

    @classmethod
    async def load(cls, store):
        operations = {key: store.get(key) for key in await store.keys()}
        return cls(store, {key: await operation for key, operation in operations.items()})

    async def save(self):
        operations = [self._store.delete(key) for key in self._texts if key not in self.values]
        for key, value in self.values.items():
            if self._texts.get(key) != write_inner(value):
                operations.append(self._store.set(key, value))
        for operation in operations:
            await operation


def _is_asynchronous(function):
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_flags & _COROUTINE_OR_ASYNC_GENERATOR)


class _Itself:
    """``value.data`` is the value. Subclasses keep their own attributes and their own ``__getattr__``."""

    def __init__(self, kind):
        self._kind = kind

    def __get__(self, value, kind):
        if kind is self._kind and (value is not None or kind is type(None)):
            return value
        raise AttributeError(f"'{kind.__name__}' object has no attribute 'data'")


def _let_plain_values_answer_data():
    """
    Inputs must be plain in every other way (``type(x) is int``, ``x is True``), and nothing can be a subclass of bool, so the
    attribute is put into the types themselves. This interpreter belongs to the actor.
    """
    for kind in (bool, int, float, str, bytes, list, dict, type(None)):
        (attributes,) = gc.get_referents(kind.__dict__)
        attributes.setdefault("data", _Itself(kind))
    sys._clear_type_cache()
