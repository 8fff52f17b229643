HEAD = """\
    number  ...  other
0        0  ...      0
1        1  ...   1000
..     ...  ...    ...
98      98  ...  98000
99      99  ...  99000

[100 rows x 4 columns]
    number  half    text  other
0        0  <NA>   a|b<0      0
1        1  <NA>   a|b<1   1000
2        2  <NA>   a|b<2   2000
..     ...   ...     ...    ...
98      98  49.0  a|b<98  98000
99      99  49.5  a|b<99  99000

[100 rows x 4 columns]
   number  half  ...  other
0       0  <NA>  ...      0
1       1  <NA>  ...   1000
2       2  <NA>  ...   2000

[3 rows x 4 columns]
      text
0    a|b<0
1    a|b<1
..     ...
99  a|b<99

[100 rows x 1 columns]
|     | number | half | text    | other |
| --: | -----: | ---: | :------ | ----: |
|   0 |      0 | <NA> | a\\|b<0  |     0 |
|   1 |      1 | <NA> | a\\|b<1  |  1000 |
| ... |    ... |  ... | ...     |   ... |
|  99 |     99 | 49.5 | a\\|b<99 | 99000 |
<table border="1" class="dataframe">
  <thead>
    <tr style="text-align: right;">
      <th></th>
      <th>half</th>
      <th>...</th>
    </tr>
  </thead>
  <tbody>
    <tr>
      <th>0</th>
      <td>&lt;NA&gt;</td>
      <td>...</td>
    </tr>
    <tr>
      <th>...</th>
      <td>...</td>
      <td>...</td>
    </tr>
    <tr>
      <th>99</th>
      <td>49.5</td>
      <td>...</td>
    </tr>
  </tbody>
</table>
|     | text |
| --: | :--- |
    number  ...  other
98      98  ...  98000
99      99  ...  99000

[2 rows x 4 columns]
100
     A
0    0
..  ..
99  99

[100 rows x 1 columns]
"""
TAIL = """\
    A
0   1
.. ..

[3 rows x 1 columns]
"""


def expected(folder):
    every = "     A\n" + "".join(f"{i:<2}  {i:>2}\n" for i in range(100))
    return HEAD + every + TAIL
