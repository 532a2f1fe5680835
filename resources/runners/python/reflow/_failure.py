"""What went wrong in an actor, in the user's own terms. Loaded at the first failure only."""

from traceback import TracebackException

# Packages that are not called what is imported.
_PACKAGES = {
    "PIL": "pillow",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def describe(error, files, port):
    """(type, message, stack, port) of an exception; the stack has only frames of the bundle's own files."""
    report = TracebackException.from_exception(error, limit=-100, compact=True)
    _keep_own_frames(report, files)
    return {
        "type": type(error).__name__,
        "message": _message_of(error),
        "stack": "".join(report.format()).rstrip("\n"),
        "port": port,
    }


def _keep_own_frames(report, files):
    seen = set()
    reports = [report]
    while reports:
        one = reports.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.stack[:] = [frame for frame in one.stack if frame.filename in files]
        reports += [one.__cause__, one.__context__, *(getattr(one, "exceptions", None) or ())]


def _message_of(error):
    if isinstance(error, SystemExit):
        return f"the actor called exit({'' if error.code is None else error.code}); an actor ends a message by returning"
    if isinstance(error, ModuleNotFoundError) and error.name:
        module = error.name.partition(".")[0]
        package = _PACKAGES.get(module, module)
        return f"{error}: add {package} to packages under sandbox.python in reflow.yaml, or put {module}.py beside the actor"
    if type(error).__name__ == "ZoneInfoNotFoundError":
        # The machine's own time zones are files of the host.
        return f"{error.args[0]}: add tzdata to packages under sandbox.python in reflow.yaml"
    if isinstance(error, SyntaxError):
        return f"{error.msg} ({error.filename}, line {error.lineno})"
    if isinstance(error, MemoryError):
        return str(error) or "out of memory"
    try:
        return str(error)
    except Exception:
        return f"<{type(error).__name__} without text>"
