"""Entry of the Python runner. It takes no arguments; the channel is descriptor 3."""

import sys

# Only this folder's own package is added: nothing here can be hidden by, or hide, a module of an actor.
sys.path.insert(0, __file__.rpartition("/")[0])

from reflow._worker import main  # noqa: E402

main()
