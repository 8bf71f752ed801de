"""Trained models: arrays in, probabilities out.

Nothing here knows a layer. Every model is one file of data/models in the format of :mod:`.artifact`; the programs in
training/ write them.
"""
