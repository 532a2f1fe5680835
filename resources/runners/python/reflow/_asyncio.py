"""The event loop for actors that use asyncio. Loaded for those only."""

import asyncio


def new_loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop
