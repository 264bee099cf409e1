"""The network: every layer a column with the maps of the pinned sample."""
