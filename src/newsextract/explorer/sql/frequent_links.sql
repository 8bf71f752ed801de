-- articles that have a name: name, article, role
SELECT name, article, {role} FROM {table} WHERE {where} GROUP BY ALL
