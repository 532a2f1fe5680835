from reflow import actor, ActorContext


@actor(
    name="YearSummary",
    inports=[{"name": "checked", "type": "object"}],
    outports=[{"name": "summary", "type": "array<object>", "description": "One row a year so far"}],
    category="statistics",
    tags=["summary", "year"],
)
async def summarise(context: ActorContext):
    """Keeps a table of hot days and the highest mean, year by year."""
    record = context.get_input("checked")
    year = record["date"][:4]
    starts_over = record["date"] < await context.state.get("date", "")
    years = {} if starts_over else await context.state.get("years", {})
    row = years.setdefault(year, {"year": year, "days": 0, "hot days": 0, "highest mean": record["mean"]})
    row["days"] += 1
    row["hot days"] += 1 if record["hot"] else 0
    row["highest mean"] = max(row["highest mean"], record["mean"])
    await context.state.set("years", years)
    await context.state.set("date", record["date"])
    return {"summary": list(years.values())}
