struct o { int abc; }; translator struct o < int x > { abd = x; };
