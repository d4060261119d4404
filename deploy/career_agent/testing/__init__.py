"""The whole product for tests: started as separate processes, and used as a person uses it."""
