"""What is remembered: the interface of a store, and a store in memory. Knows nothing of mail."""
