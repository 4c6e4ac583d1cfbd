x = 'abcdefghi';
