-- rows of the table of records for a range of articles; the columns are in tables.py
WITH main AS (SELECT * FROM events WHERE main AND article BETWEEN $low AND $high QUALIFY row_number() OVER (PARTITION BY article ORDER BY n) = 1),
     others AS (SELECT article, count(*) AS n FROM events WHERE NOT main AND article BETWEEN $low AND $high GROUP BY article),
     warned AS (SELECT article, count(*) AS n FROM warnings WHERE article BETWEEN $low AND $high GROUP BY article),
     quoted AS (SELECT m.article, m.slot, string_agg(DISTINCT m.text, ' | ' ORDER BY m.text) AS words,
                       string_agg(DISTINCT m.char_start || '-' || m.char_end, ' ' ORDER BY m.char_start || '-' || m.char_end) AS offsets
                FROM mentions m JOIN main ON main.article = m.article AND main.event_id = m.item_id
                WHERE m.layer = 'events' AND m.article BETWEEN $low AND $high GROUP BY m.article, m.slot),
     said AS (SELECT article, map(list(slot), list(words)) AS words, map(list(slot), list(offsets)) AS offsets
              FROM quoted GROUP BY article),
     first AS (SELECT m.article, arg_min(m.text, m.char_start) AS text FROM mentions m
               JOIN main ON main.article = m.article AND main.event_id = m.item_id
               WHERE m.layer = 'events' AND m.slot = 'evidence' AND m.article BETWEEN $low AND $high GROUP BY m.article)
SELECT {columns}
FROM articles a LEFT JOIN main USING (article) LEFT JOIN others USING (article) LEFT JOIN warned USING (article)
LEFT JOIN said USING (article) LEFT JOIN first USING (article) {joins}
WHERE a.article BETWEEN $low AND $high ORDER BY a.article
