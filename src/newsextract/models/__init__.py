"""Trained models: arrays in, probabilities out.

Nothing here depends on a layer. Every model is one file of data/models in the format of :mod:`.artifact`, written by a
program in training/.
"""
