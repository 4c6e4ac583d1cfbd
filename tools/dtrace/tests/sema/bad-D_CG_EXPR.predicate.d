BEGIN /sym(1)/ { }
