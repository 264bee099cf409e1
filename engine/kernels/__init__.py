"""The heavy arithmetic as pure functions: each with its definition beside it."""
