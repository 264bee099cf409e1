"""Data of the program that is not code: presets, styles, help texts."""
