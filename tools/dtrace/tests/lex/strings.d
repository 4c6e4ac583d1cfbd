"" "plain" "a\tb\n" "\x41\x042\101\1012" "q\"q" "back\\slash"
"\?" "\'" "cut\0here" "\xfffff" "a'b" "\q"
