"""What actor code imports: ``from reflow import actor, ActorContext, Message``."""

from reflow._actor import actor
from reflow._context import ActorContext
from reflow._message import Message
from reflow._state import ActorState, StateError, StateUnavailable

__all__ = ["ActorContext", "ActorState", "Message", "StateError", "StateUnavailable", "actor"]
