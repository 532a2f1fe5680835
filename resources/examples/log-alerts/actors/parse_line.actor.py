import re

from reflow import actor, ActorContext

LINE = re.compile(r"(?P<time>\S+Z) (?P<level>DEBUG|INFO|WARN|ERROR) +(?P<service>[\w-]+): (?P<text>.+)")


@actor(
    name="ParseLine",
    inports=[{"name": "line", "type": "string", "description": "One line of a log file"}],
    outports=[
        {"name": "entry", "type": "object", "description": "time, level, service and text"},
        {"name": "unreadable", "type": "string", "description": "A line of another form, such as one of a stack trace"},
    ],
    category="logs",
    tags=["parse", "regular expression"],
)
def parse_line(context: ActorContext):
    """Reads `2026-03-14T09:18:02.418Z ERROR payments: card network timed out` into its parts."""
    line = context.get_input("line")
    found = LINE.fullmatch(line)
    return {"entry": found.groupdict()} if found else {"unreadable": line}
