from math import sin

from reflow import actor, ActorContext


@actor(
    name="Station",
    inports=[{"name": "tick", "type": "integer", "description": "Each gives one reading"}],
    outports=[{"name": "reading", "type": "object", "description": "station and wind, in metres per second"}],
    category="feed",
    tags=["sensor", "wind", "simulation"],
    config_schema={
        "type": "object",
        "properties": {
            "name": {"type": "string", "title": "Name of the station", "default": "pier"},
            "wind": {"type": "number", "title": "Mean wind (m/s)", "minimum": 0, "maximum": 60, "default": 9},
        },
    },
)
def station(context: ActorContext):
    """Makes up the wind at a pier: swell, squalls and a gust now and then. The same tick gives the same wind."""
    tick = context.get_input("tick")
    mean = context.config.get("wind", 9)
    swell = 0.25 * sin(tick / 31) + 0.12 * sin(tick / 7.3)
    squall = 0.18 * sin(tick * 1.7) * sin(tick / 11)
    gust = 0.8 if tick % 83 in (40, 41, 42) else 0
    wind = max(0, mean * (1 + swell + squall + gust))
    return {"reading": {"station": context.config.get("name", "pier"), "wind": round(wind, 1)}}
