"""FILTERS: every weight of a layer as a picture."""

from convviz.panels.filters.panel import FiltersPanel

__all__ = ["FiltersPanel"]
