"""Infobip's operations, one file per group of the manual; each takes the current exchange and returns an answer."""
