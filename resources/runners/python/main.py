"""
Entry of the Python runner. Arguments: the descriptor on which the channel is read and the one on which it is written, without
which it is descriptor 3 for both; and the folder of the workspace's packages.
"""

import posix
import sys

# bubblewrap sets it, and nobody declared it.
posix.environ.pop(b"PWD", None)
posix.unsetenv(b"PWD")

# Only this folder's own package is added: nothing here can be hidden by, or hide, a module of an actor.
sys.path.insert(0, __file__.rpartition("/")[0])

from reflow._worker import main  # noqa: E402

descriptors = [int(word) for word in sys.argv[1:3]]
# After the standard library, which no package can hide.
sys.path += sys.argv[3:4]
del sys.argv[1:]

main(*descriptors)
