"""Reading a posting: from its text to what it asks for and offers. Values in, values out."""
