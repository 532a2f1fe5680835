"""The modules of a bundle: the actor's file and those that it imports from the workspace, all from memory."""

import sys

_ModuleSpec = type(sys.__spec__)

# What `context: ActorContext` is often written with: `-> Dict[str, Message]`.
_HINTS = frozenset(("Any", "Dict", "List", "Optional", "Tuple", "Union"))


class Bundle:
    """
    An import finder over the files of one loaded actor. Its modules are in ``sys.modules`` only while it is active, so that two
    actors in one sandbox, or the runner's own late imports, never meet them. Their ``__file__`` is absolute, as Python's always is, though
    there is no such file in here; tracebacks say the path in the workspace.
    """

    def __init__(self, files, entry):
        self.files = files
        self.entry = entry
        self._modules = {}
        folder = entry.rpartition("/")[0]
        self._folders = (f"{folder}/", "") if folder else ("",)
        self._top_level = {path.partition("/")[0].removesuffix(".py") for path in self._relative_paths()}

    def _relative_paths(self):
        for path in self.files:
            for folder in self._folders:
                if path.startswith(folder):
                    yield path[len(folder) :]

    def activate(self):
        sys.modules.update(self._modules)
        sys.meta_path.insert(0, self)

    def deactivate(self):
        # The actor may have emptied it.
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        for name, module in list(sys.modules.items()):
            if getattr(module, "__loader__", None) is self:
                self._modules[name] = sys.modules.pop(name)

    def run_entry(self):
        """Runs the actor's file as a module of its own; its names hide nothing of the runner's."""
        module = self.make_entry_module()
        code = self.compile_entry()
        hints = _HINTS.intersection(code.co_names)
        if hints:
            # Hints that are not imported say enough; what the file itself calls so takes their place.
            import typing

            module.__dict__.update((name, getattr(typing, name)) for name in hints)
        exec(code, module.__dict__)
        return module

    def compile_entry(self):
        return self._compile(self.entry)

    def make_entry_module(self):
        """An empty module for the actor's file."""
        stem = self.entry.rpartition("/")[2].removesuffix(".py").replace(".", "_")
        name = f"actor_{stem}"
        module = type(sys)(name)
        module.__file__ = f"/{self.entry}"
        # What it imports with a leading dot lies beside it.
        module.__package__ = self.entry.rpartition("/")[0].replace("/", ".")
        module.__loader__ = self
        sys.modules[name] = module
        return module

    def find_spec(self, name, path=None, _target=None):
        if path is None and (name not in self._top_level or not self._is_wanted_here()):
            return None
        tail = name.replace(".", "/")
        for folder in self._folders:
            base = folder + tail
            for origin, package in ((f"{base}/__init__.py", True), (f"{base}.py", False)):
                if origin in self.files:
                    return self._spec(name, origin, [f"/{base}"] if package else None)
            if any(file.startswith(f"{base}/") for file in self.files):
                return self._spec(name, None, [f"/{base}"])
        return None

    def _spec(self, name, origin, locations):
        place = None if origin is None else f"/{origin}"
        spec = _ModuleSpec(name, self, origin=place, is_package=locations is not None)
        if locations is not None:
            spec.submodule_search_locations = locations
        spec.has_location = origin is not None
        return spec

    def _is_wanted_here(self):
        """Only the bundle's own code means the bundle's files: the standard library keeps to itself."""
        frame = sys._getframe(2)
        while frame is not None and _is_importing(frame.f_code.co_filename):
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename in self.files

    def create_module(self, _spec):
        return None

    def exec_module(self, module):
        origin = module.__spec__.origin
        if origin is not None:
            exec(self._compile(origin[1:]), module.__dict__)

    def get_source(self, name):
        """Lines for tracebacks."""
        module = self._modules.get(name) or sys.modules.get(name)
        return self.files.get((getattr(module, "__file__", None) or "")[1:])

    def _compile(self, path):
        return compile(self.files[path], path, "exec", dont_inherit=True)


def _is_importing(filename):
    return filename.startswith("<frozen importlib") or filename.endswith("/importlib/__init__.py")


def find_function(module, name, component):
    """The actor in a loaded file: the one named, else the marked one, else `process`."""
    names = module.__dict__
    if name is not None:
        function = names.get(name)
        if callable(function):
            return _of_component(function, component)
        raise NameError(f"{module.__file__[1:]} has no function {name}")
    marked = [
        value
        for value in names.values()
        if isinstance(getattr(value, "__actor_metadata__", None), dict) and value.__module__ == module.__name__
    ]
    for function in marked:
        if function.__actor_metadata__.get("name", function.__name__) == component:
            return function
    if marked:
        return marked[0]
    if callable(names.get("process")):
        return names["process"]
    raise NameError(f"{module.__file__[1:]} has no actor: mark a function with @actor, or call it process")


def _of_component(function, component):
    """Of actors that have one function name, the one that is marked as the component; else the last."""
    candidate = function
    while candidate is not None:
        metadata = getattr(candidate, "__actor_metadata__", None) or {}
        if metadata.get("name", metadata.get("component")) == component:
            return candidate
        candidate = getattr(candidate, "__earlier__", None)
    return function
