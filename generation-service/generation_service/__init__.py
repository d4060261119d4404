"""Cover letters and CV highlights."""
