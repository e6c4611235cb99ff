"""One card that moves on with the person, and every other card kept true."""
