"""Event records that a researcher can cite, from Thai and English government news pages."""

__version__ = "0.1.0"
