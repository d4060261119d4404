"""The production shape on one machine: every service as its own process, on servers of their own."""
