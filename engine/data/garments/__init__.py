"""Garments drawn from a seed: the embedded data set, for which nothing need be fetched."""

from engine.data.garments.drawing import draw_garments, load_garments

__all__ = ["draw_garments", "load_garments"]
