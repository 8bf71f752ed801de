-- articles that name a person: key, article, role
SELECT m.person, a.article, min(p.role) FROM person_mentions m JOIN articles a ON a.article_id = m.record
LEFT JOIN people p ON p.article = a.article AND p.entity_id = m.entity GROUP BY ALL
