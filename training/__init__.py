"""How every model and mined table of newsextract was made.

Run from the project's folder, for example ``python -m training.ner``; ``--help`` tells the steps and options. What several
programs need is in :mod:`training.shared` (articles, annotations, the command line), :mod:`training.fit` (the one fit, the
folds, calibration) and :mod:`training.terms_data` (labels and mined candidates of the terms layer).
"""
