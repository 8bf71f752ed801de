"""Adapters to other libraries, over the pure functions of the layers."""
