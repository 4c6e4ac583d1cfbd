enum s { A }; enum s { B };
