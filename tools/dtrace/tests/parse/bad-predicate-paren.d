BEGIN /(x/ { }
