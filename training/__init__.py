"""Programs that train every model and mine every table of newsextract.

Run them from the project's folder, for example ``python -m training.ner``; ``--help`` lists the steps and options. Shared code
is in :mod:`training.shared` (articles, annotations, command line), :mod:`training.fit` (fitting, folds, calibration) and
:mod:`training.terms_data` (labels and mined candidates of the terms layer).
"""
