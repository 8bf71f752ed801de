-- each name with its most frequent form in each language; counting first needs little memory
WITH said AS (SELECT name, name_th, name_en, count(*) AS n FROM {table} WHERE {where} GROUP BY ALL),
     th AS (SELECT name, name_th, sum(n) AS n FROM said WHERE name_th IS NOT NULL GROUP BY ALL),
     en AS (SELECT name, name_en, sum(n) AS n FROM said WHERE name_en IS NOT NULL GROUP BY ALL)
SELECT s.name, any_value(t.name_th), any_value(e.name_en), NULL, NULL FROM (SELECT DISTINCT name FROM said) s
LEFT JOIN (SELECT * FROM th QUALIFY row_number() OVER (PARTITION BY name ORDER BY n DESC, name_th) = 1) t USING (name)
LEFT JOIN (SELECT * FROM en QUALIFY row_number() OVER (PARTITION BY name ORDER BY n DESC, name_en) = 1) e USING (name)
GROUP BY s.name ORDER BY s.name
