"""What actors print and log, as records of their node."""

import sys
from _io import _BufferedIOBase, _TextIOBase
from _thread import RLock

_LEVELS = {"debug": "debug", "trace": "debug", "info": "info", "log": "info", "warn": "warn", "warning": "warn"}
_LONGEST = 1 << 16


def level_named(name):
    """One of the four levels; whatever is unknown and serious is an error."""
    return _LEVELS.get(str(name).lower(), "error")


class Printed(_TextIOBase):
    """Stands for sys.stdout or sys.stderr: every line becomes a log record."""

    encoding = "utf-8"
    errors = "backslashreplace"
    newlines = None
    mode = "w"
    line_buffering = True
    write_through = False

    def __init__(self, log, level, descriptor):
        self._log = log
        self._level = level
        self._descriptor = descriptor
        self._rest = ""
        self._lock = RLock()
        self.name = "<stdout>" if descriptor == 1 else "<stderr>"
        self.buffer = PrintedBytes(self)

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        with self._lock:
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

    def finish(self):
        """Lets go of an unfinished line."""
        with self._lock:
            line, self._rest = self._rest, ""
            if line:
                self._log(self._level, line)

    def record(self, level, text):
        """What is not only text, but says how serious it is."""
        self._log(level, text)

    def reconfigure(self, **_settings):
        """There is nothing to set: what is written is text already."""

    def fileno(self):
        return self._descriptor

    def writable(self):
        return True

    def close(self):
        """It stays open: the next message prints, too."""


class PrintedBytes(_BufferedIOBase):
    """``sys.stdout.buffer``."""

    def __init__(self, printed):
        self._printed = printed
        self._decode = None

    def write(self, data):
        if self._decode is None:
            from codecs import getincrementaldecoder

            self._decode = getincrementaldecoder("utf-8")("backslashreplace").decode
        data = bytes(data)
        self._printed.write(self._decode(data))
        return len(data)

    def writable(self):
        return True

    def close(self):
        """As that of `Printed`."""


class LoggingHook:
    """Waits for the actor to import logging, and makes its records those of the node."""

    def __init__(self, stream):
        self._stream = stream

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
                    _hook_logging(module, self._stream)

                spec.loader.exec_module = exec_module
                return spec
        return None


def _hook_logging(logging, stream):
    """Records keep their levels, whichever handler writes them to stdout or stderr."""
    emit = logging.StreamHandler.emit

    def emit_record(handler, record):
        if not isinstance(handler.stream, Printed):
            emit(handler, record)
            return
        try:
            handler.stream.record(_level_of(record.levelno), handler.format(record))
        except Exception:
            handler.handleError(record)

    logging.StreamHandler.emit = emit_record
    root = logging.getLogger()
    root.addHandler(logging.StreamHandler(stream))
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
