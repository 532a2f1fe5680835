"""The ``@actor`` decorator. Ports and limits were read from the source before; here it only marks the function."""


def actor(*args, **metadata):
    """Marks a function as an actor: ``@actor``, ``@actor(name=…)``, ``@actor("name")`` or ``@actor({…})``."""
    if len(args) == 1 and not metadata and callable(args[0]):
        return _mark(args[0], {})
    for mapping in args:
        metadata = {**({"name": mapping} if isinstance(mapping, str) else mapping), **metadata}
    return lambda function: _mark(function, metadata)


def _mark(function, metadata):
    function.__actor_metadata__ = metadata
    # Another actor of the same function name is about to lose that name.
    function.__earlier__ = getattr(function, "__globals__", {}).get(function.__name__)
    return function
