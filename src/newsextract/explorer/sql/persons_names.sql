-- persons: key, Thai and English name, what else is known, forms
SELECT person, name_th, name_en, NULL, to_json(forms) FROM persons
