BEGIN // { }
