-- pairs of linked records, in both directions
SELECT a, b, kind, probability FROM links UNION ALL SELECT b, a, kind, probability FROM links ORDER BY ALL
