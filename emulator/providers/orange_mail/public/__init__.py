"""Pages that readers see, found by an unguessable link or a plan's hash: clicks, unsubscribing, registration."""
