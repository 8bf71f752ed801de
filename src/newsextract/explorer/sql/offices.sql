-- offices with the first and the last article that says so: record, day, and offsets
WITH said AS (SELECT person, office, acting, day, struct_pack(record, day, char_start, char_end) AS one FROM membership_evidence)
SELECT m.person, m.office, m.organisation, m.start, m."end", m.acting, to_json(list_distinct([arg_min(one, day), arg_max(one, day)]))
FROM memberships m LEFT JOIN said s ON s.person = m.person AND s.office = m.office AND s.acting = m.acting
AND s.day BETWEEN m.start AND m."end" GROUP BY ALL ORDER BY ALL
