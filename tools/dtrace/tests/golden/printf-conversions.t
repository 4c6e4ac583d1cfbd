# Conversions and flags
args: -qn 'BEGIN { printf("[%5d|%-5d|%05d|%x|%#x|%o|%c|%s|%10s|%-4s|%u]\n", 42, 42, 42, 255, 255, 8, 65, "str", "right", "l", (uint64_t)-1); exit(0); }'
--- stdout $
[   42|42   |00042|ff|0xff|10|A|str|     right|l   |18446744073709551615]$
$
--- status 0
