SELECT word, count(*) AS rows FROM (SELECT unnest(string_split(title, ' ')) AS word FROM wide) GROUP BY word
