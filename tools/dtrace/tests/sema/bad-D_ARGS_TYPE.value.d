fbt::by_value:entry { trace(args[0]); }
