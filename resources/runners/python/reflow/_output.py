"""What actors print and log, as records of their node."""

import sys

_LEVELS = {"debug": "debug", "trace": "debug", "info": "info", "log": "info", "warn": "warn", "warning": "warn"}
_LONGEST = 1 << 16


def level_named(name):
    """One of the four levels; whatever is unknown and serious is an error."""
    return _LEVELS.get(str(name).lower(), "error")


class Printed:
    """Stands for sys.stdout or sys.stderr: every line becomes a log record."""

    encoding = "utf-8"
    errors = "backslashreplace"
    newlines = None
    closed = False
    mode = "w"

    def __init__(self, log, level, descriptor):
        self._log = log
        self._level = level
        self._descriptor = descriptor
        self._rest = ""
        self.name = "<stdout>" if descriptor == 1 else "<stderr>"

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if "\n" in text:
            lines = (self._rest + text).split("\n")
            self._rest = lines.pop()
            for line in lines:
                self._log(self._level, line)
        else:
            self._rest += text
            if len(self._rest) > _LONGEST:
                self.finish()
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def finish(self):
        """Lets go of an unfinished line."""
        if self._rest:
            line, self._rest = self._rest, ""
            self._log(self._level, line)

    def flush(self):
        pass

    def fileno(self):
        return self._descriptor

    def isatty(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return True

    def seekable(self):
        return False

    def close(self):
        pass

    @property
    def buffer(self):
        return PrintedBytes(self)


class PrintedBytes:
    """``sys.stdout.buffer``."""

    def __init__(self, printed):
        self._printed = printed

    def write(self, data):
        self._printed.write(bytes(data).decode("utf-8", "backslashreplace"))
        return len(data)

    def flush(self):
        pass


class LoggingHook:
    """Waits for the actor to import logging, and makes its records those of the node."""

    def __init__(self, log):
        self._log = log

    def find_spec(self, name, _path=None, _target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        for finder in sys.meta_path:
            spec = finder.find_spec(name, None)
            if spec is not None:
                execute = spec.loader.exec_module

                def exec_module(module):
                    del spec.loader.exec_module
                    execute(module)
                    _hook_logging(module, self._log)

                spec.loader.exec_module = exec_module
                return spec
        return None


def _hook_logging(logging, log):
    class NodeHandler(logging.Handler):
        def emit(self, record):
            try:
                log(_level_of(record.levelno), self.format(record))
            except Exception:
                self.handleError(record)

    root = logging.getLogger()
    root.addHandler(NodeHandler())
    root.setLevel(logging.INFO)
    configure = logging.basicConfig

    def basic_config(**settings):
        if settings.keys() & {"filename", "handlers", "stream", "force"}:
            configure(**settings)
        elif settings.get("level") is not None:
            root.setLevel(settings["level"])

    logging.basicConfig = basic_config


def _level_of(number):
    if number >= 40:
        return "error"
    if number >= 30:
        return "warn"
    return "info" if number >= 20 else "debug"
