"""theming."""
