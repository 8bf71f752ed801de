"""The layers: each a pure function over text, with a thin spaCy component on top of it.

Layers never import each other; what one needs of another it reads from ``doc._.news``, see
:mod:`newsextract.layers.doc`.
"""
