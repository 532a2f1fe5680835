from reflow import actor, ActorContext


@actor(
    name="RollingMean",
    inports=[{"name": "row", "type": "object", "description": "A record with the field to average"}],
    outports=[
        {"name": "mean", "type": "object", "description": "date, value and the mean of the window"},
    ],
    category="statistics",
    tags=["mean", "window", "smoothing"],
    config_schema={
        "type": "object",
        "properties": {
            "field": {"type": "string", "title": "Field", "default": "temp_max"},
            "window": {"type": "integer", "title": "Window (days)", "minimum": 1, "default": 7},
        },
    },
)
async def rolling_mean(context: ActorContext):
    """Averages a field over the last days."""
    field = context.config.get("field", "temp_max")
    window = context.config.get("window", 7)
    row = context.get_input("row")

    starts_over = row["date"] < await context.state.get("date", "")
    values = [] if starts_over else await context.state.get("window", [])
    values = (values + [row[field]])[-window:]
    await context.state.set("window", values)
    await context.state.set("date", row["date"])
    await context.state.increment("days")

    mean = round(sum(values) / len(values), 2)
    return {"mean": {"date": row["date"], "value": row[field], "mean": mean}}
