"""One connection: how much it may send, and how long it is waited for."""
