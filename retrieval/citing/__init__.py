"""Whose words a quote is and where it stands; the check that it is a slice of its source."""
