'a' 'ab' 'abcd' 'abcdefgh' '\n' '\0' '\377' '\xff' '\xfff'
'\'' '\?' '\0103' '"' '\"' '\\' '\xffff' 'abcde'
