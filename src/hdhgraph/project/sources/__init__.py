"""Texts: where the places of claims stand in them, what is shown of them, what is passed over."""
