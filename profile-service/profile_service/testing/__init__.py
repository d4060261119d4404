"""CVs made for tests: people of several trades and languages, told in many layouts."""
