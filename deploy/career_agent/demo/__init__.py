"""`make demo`: the whole way from a CV to a letter, walked by an ordinary HTTP client and told in a terminal."""
