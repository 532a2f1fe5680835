from reflow import actor, ActorContext


@actor(
    name="ToFahrenheit",
    inports=[{"name": "celsius", "type": "float"}],
    outports=[{"name": "fahrenheit", "type": "float"}],
    category="units",
    tags=["temperature", "convert"],
)
def to_fahrenheit(context: ActorContext):
    """Turns degrees Celsius into degrees Fahrenheit."""
    return {"fahrenheit": context.get_input("celsius") * 9 / 5 + 32}


@actor(
    name="PickField",
    inports=[{"name": "row", "type": "object"}],
    outports=[{"name": "value", "type": "any"}],
    category="records",
    tags=["field", "select"],
    config_schema={"type": "object", "properties": {"field": {"type": "string", "default": "temp_max"}}},
)
def pick_field(context: ActorContext):
    """Takes one field out of a record."""
    return {"value": context.get_input("row").get(context.config.get("field", "temp_max"))}
