"""Who runs a command, as the operating system knows them."""

import os


def who() -> str:
    """The user's name; not from the environment, which they can set as they like."""
    try:
        import pwd
    except ImportError:  # Windows
        return os.getlogin()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a user that has no name
        return f"uid {os.getuid()}"
