"""Vendor-neutral reading and writing of HTTP: the current exchange, bodies, fields, credentials, paging, times."""
