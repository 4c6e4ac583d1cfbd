// no comment
BEGIN { }
