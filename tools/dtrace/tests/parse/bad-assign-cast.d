BEGIN { (int)a = 3; }
