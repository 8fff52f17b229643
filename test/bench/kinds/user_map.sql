SELECT zone, avg(km) AS mean, max(km) AS longest FROM (
  SELECT zone, 2 * 6371 * asin(sqrt(sin((radians(to_latitude) - radians(from_latitude)) / 2) ** 2 +
    cos(radians(from_latitude)) * cos(radians(to_latitude)) * sin((radians(to_longitude) - radians(from_longitude)) / 2) ** 2)) AS km
  FROM trips)
GROUP BY zone
