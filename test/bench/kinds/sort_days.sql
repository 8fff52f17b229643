FROM rows ORDER BY day, amount
