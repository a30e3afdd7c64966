"""Plots as SVG, drawn on the server: only geometry here, colours are the style sheet's."""

from __future__ import annotations
