"""Mail after acceptance as a small, pure world: no vendor, no HTTP, no thread, no wall clock but `clock`."""
