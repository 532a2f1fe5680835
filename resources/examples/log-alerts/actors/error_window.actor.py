from datetime import datetime, timedelta

from reflow import actor, ActorContext


@actor(
    name="ErrorWindow",
    inports=[{"name": "entry", "type": "object", "description": "time, level and service"}],
    outports=[
        {"name": "rates", "type": "array<object>", "description": "Once a minute: a row for each service"},
        {"name": "percent", "type": "object", "description": "Once a minute: the error rate of each service, to plot"},
    ],
    category="logs",
    tags=["count", "window", "errors"],
    config_schema={
        "type": "object",
        "properties": {
            "minutes": {"type": "integer", "title": "Window (minutes)", "minimum": 1, "maximum": 60, "default": 5},
        },
    },
)
async def error_window(context: ActorContext):
    """Counts the entries and errors of each service over the last minutes, by the time in the log."""
    entry = context.get_input("entry")
    minute = entry["time"][:16]
    counted = await context.state.get("minute", minute)
    if minute < counted:
        await start_over(context)
    elif minute > counted:
        await tell(context, counted)
    await context.state.set("minute", minute)

    key = f"service/{entry['service']}"
    minutes = await context.state.get(key, {})
    entries, errors = minutes.get(minute, [0, 0])
    minutes[minute] = [entries + 1, errors + (1 if entry["level"] == "ERROR" else 0)]
    await context.state.set(key, minutes)


async def tell(context: ActorContext, minute: str):
    """Sends what the window that ends with this minute holds, and forgets what is older."""
    length = context.config.get("minutes", 5)
    oldest = (datetime.fromisoformat(minute) - timedelta(minutes=length - 1)).isoformat(timespec="minutes")
    rows = []
    for key in sorted(await context.state.keys("service/*")):
        minutes = await context.state.get(key)
        kept = {each: counts for each, counts in minutes.items() if each >= oldest}
        await context.state.set(key, kept)
        entries = sum(counts[0] for counts in kept.values())
        errors = sum(counts[1] for counts in kept.values())
        percent = round(100 * errors / entries, 1) if entries else 0.0
        service = key.removeprefix("service/")
        rows.append({"service": service, "minute": minute, "entries": entries, "errors": errors, "percent": percent})
    await context.send_output("rates", rows)
    await context.send_output("percent", {"minute": minute, **{row["service"]: row["percent"] for row in rows}})


async def start_over(context: ActorContext):
    """The log is read again from its beginning."""
    for key in await context.state.keys("service/*"):
        await context.state.delete(key)
