"""For tests and measurements: random facts, and an index that is fed with facts instead of numbers."""
