"""Whose words they are: quotation marks, who can speak, and whom a text introduces as speaking."""
