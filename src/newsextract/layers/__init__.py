"""The layers of the pipeline, each a pure function ``find(article, findings)`` that returns its own findings.

Layers never import each other; a layer reads earlier results from :class:`~newsextract.layers.findings.Findings`.
:mod:`newsextract.integrations.spacy` wraps each layer as a pipeline component.
"""
