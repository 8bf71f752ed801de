"""The layers: each a pure function ``find(article, findings)`` that returns its own part.

Layers never import each other; what one needs of another it reads from :class:`~newsextract.layers.findings.Findings`.
:mod:`newsextract.integrations.spacy` makes components of them.
"""
