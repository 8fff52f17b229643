SELECT zone, bit_xor(flags) AS flags, max(to_latitude) AS north FROM trips GROUP BY zone
