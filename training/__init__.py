"""How every model and mined table of newsextract was made.

Run from the project's folder, for example ``python -m training.ner``. :mod:`training.fit` fits, deals articles into folds
and calibrates for all of them; what they write is read by :mod:`newsextract.models`.
"""
