-- bodies: key, Thai and English name, successor, forms
SELECT body, coalesce(name_th, CASE WHEN name_en IS NULL THEN forms[1] END), name_en,
       CASE WHEN successor IS NOT NULL THEN to_json({successor: successor, since: since}) END, to_json(forms)
FROM bodies
