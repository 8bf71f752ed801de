-- acting participants of the main event: article, part, name, office and the body of that office, the chief first
SELECT a.article, a.part, a.name, coalesce(a.role, ''), coalesce(p.organisation, '') FROM participants a
JOIN events e ON e.article = a.article AND e.event_id = a.event_id
LEFT JOIN people p ON p.article = a.article AND p.entity_id = a.entity_id
WHERE e.main AND a.part IN {parts} ORDER BY a.article, a.n
