"""Answers as pictures for a terminal: values in, something rich can print out."""
