"""Who may do what with whose things, in the whole product."""
