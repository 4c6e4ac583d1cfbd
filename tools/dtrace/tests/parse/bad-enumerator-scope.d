enum e { mod`A };
