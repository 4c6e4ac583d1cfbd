fbt::by_value:return { trace(args[1]); }
