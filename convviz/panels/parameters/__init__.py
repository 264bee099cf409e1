"""The panel PARAMETERS: what is in a parameters file, and what it means."""

from __future__ import annotations

from convviz.panels.parameters.panel import ParametersPanel

__all__ = ["ParametersPanel"]
